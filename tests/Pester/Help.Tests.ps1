#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
<#
    The help of the packaged module: pages, MAML and about topics say what is true, and every example runs as written.
#>

BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
    $root = Split-Path -Path (Split-Path -Path $PSScriptRoot)
    $pages = Join-Path -Path $root -ChildPath 'docs/en-US'
    $module = Import-Module -Name (Get-PackagedModulePath) -PassThru -Force -WarningAction SilentlyContinue

    $cmdlets = foreach ($name in $module.ExportedCommands.Keys | Sort-Object) {
        @{ Cmdlet = $name; Path = Join-Path -Path $pages -ChildPath "$name.md" }
    }

    $parameters = foreach ($cmdlet in $cmdlets) {
        $command = Get-Command -Name "QlikConnections\$($cmdlet.Cmdlet)"
        foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin [System.Management.Automation.PSCmdlet]::CommonParameters } | Sort-Object) {
            @{ Cmdlet = $cmdlet.Cmdlet; Path = $cmdlet.Path; Parameter = $name }
        }
    }

    $examples = foreach ($cmdlet in $cmdlets | Where-Object { Test-Path -Path $_.Path }) {
        foreach ($example in (Get-HelpPage -Path $cmdlet.Path).Examples) {
            $code = @(Get-CodeFence -Text $example.Body | Where-Object { $_.Kind -eq 'powershell' -and -not $_.NeedsTenant }).Text -join "`n"
            if ($code) {
                @{ Cmdlet = $cmdlet.Cmdlet; Example = $example.Name; Code = $code; Promised = (Get-CodeFence -Text $example.Body | Where-Object -Property Kind -EQ -Value output).Text }
            }
        }
    }

    $abouts = Get-ChildItem -Path (Join-Path -Path $module.ModuleBase -ChildPath 'en-US') -Filter 'about_*.help.txt' -ErrorAction SilentlyContinue |
        ForEach-Object {
            $code = @(Get-TopicCode -Text ((Get-Content -Path $_.FullName -Raw -Encoding utf8) -replace '\r'))
            @{ Topic = $_.Name -replace '\.help\.txt$'; Path = $_.FullName; Code = $code }
        }

    # Surface.Tests holds this file equal to the module.
    $surface = (Get-Content -Path (Join-Path -Path $root -ChildPath 'docs/public-surface.txt') -Raw) -replace '(?s)^.*\n# Error ids|\n# Which.*$'
    $errorIds = foreach ($match in [regex]::Matches($surface, '(?m)^(Qlik\w+): (\w+)')) {
        @{ Id = $match.Groups[1].Value; Category = $match.Groups[2].Value }
    }
}

BeforeAll {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
    $root = Split-Path -Path (Split-Path -Path $PSScriptRoot)
    $modulePath = Get-PackagedModulePath
    $moduleBase = Split-Path -Path $modulePath
    Import-Module -Name $modulePath -WarningAction SilentlyContinue

    $xml = New-Object -TypeName xml
    $xml.Load((Join-Path -Path $moduleBase -ChildPath 'en-US/QlikConnections.Cmdlets.dll-Help.xml'))
    $names = New-Object -TypeName System.Xml.XmlNamespaceManager -ArgumentList $xml.NameTable
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')

    function Get-Maml([string] $Cmdlet) {
        $xml.SelectSingleNode("//command:command[command:details/command:name='$Cmdlet']", $names)
    }

    function Get-RealParameter([string] $Cmdlet) {
        (Get-Command -Name "QlikConnections\$Cmdlet").Parameters.Values |
            Where-Object { $_.Name -notin [System.Management.Automation.PSCmdlet]::CommonParameters }
    }

    function Get-OneLine([string] $Text) {
        ($Text -replace '\s+', ' ').Trim()
    }
}

Describe 'The page of <Cmdlet>' -ForEach $cmdlets {
    BeforeAll {
        $page = if (Test-Path -Path $Path) { Get-HelpPage -Path $Path }
        $maml = Get-Maml -Cmdlet $Cmdlet
        $command = Get-Command -Name "QlikConnections\$Cmdlet"
    }

    It 'exists' {
        $Path | Should -Exist
    }

    It 'has a synopsis of one sentence' {
        $page.Synopsis | Should -Match '^[A-Z][^\r\n{}]{15,}\.$'
    }

    It 'says what permissions are needed' {
        $page.Section['DESCRIPTION'] | Should -Match '(?m)^Permissions: \S'
    }

    It 'has no placeholders' {
        $page.Text | Should -Not -Match '\{\{'
        $maml.OuterXml | Should -Not -Match '\{\{'
    }

    It 'has no block for -ProgressAction' {
        $page.Parameters.Name | Should -Not -Contain 'ProgressAction'
        $maml.SelectNodes('.//command:parameter[maml:name="ProgressAction"]', $names).Count | Should -Be 0
    }

    It 'has three examples or more, each with a title, an explanation, code and output' {
        $page.Examples.Count | Should -BeGreaterOrEqual 3
        for ($i = 0; $i -lt $page.Examples.Count; $i++) {
            $example = $page.Examples[$i]
            $example.Name | Should -Match "^Example $($i + 1): \S"
            ($example.Body -split '(?m)^```')[0].Trim() | Should -Not -BeNullOrEmpty -Because "$($example.Name) needs an explanation"
            (Get-CodeFence -Text $example.Body).Kind -join ' ' | Should -Be 'powershell output' -Because "$($example.Name) needs code and its output"
        }
    }

    It 'describes no parameter that is unknown' {
        $real = (Get-RealParameter -Cmdlet $Cmdlet).Name
        $page.Parameters.Name | Where-Object { $_ -notin $real } | Should -BeNullOrEmpty
        $maml.SelectNodes('command:parameters/command:parameter/maml:name', $names).InnerText | Where-Object { $_ -notin $real } | Should -BeNullOrEmpty
    }

    It 'shows the real syntax' {
        $real = foreach ($set in $command.ParameterSets) {
            Get-OneLine -Text ("$Cmdlet $set" -replace '\[?<CommonParameters>\]?')
        }
        $shown = foreach ($syntax in $page.Syntax) {
            Get-OneLine -Text ([regex]::Match($syntax.Body, '(?s)```\w*\n(.*?)```').Groups[1].Value)
        }
        @($shown | Sort-Object) | Should -Be @($real | Sort-Object)
        $default = @($page.Syntax.Name | Where-Object { $_ -match '\(Default\)$' })
        if ($command.ParameterSets.Count -gt 1) {
            $default | Should -Be "$($command.DefaultParameterSet) (Default)"
        }
    }

    It 'shows the real parameters of each set in the MAML' {
        $real = foreach ($set in $command.ParameterSets) {
            (@($set.Parameters.Name) | Where-Object { $_ -notin [System.Management.Automation.PSCmdlet]::CommonParameters } | Sort-Object) -join ' '
        }
        $shown = foreach ($item in $maml.SelectNodes('command:syntax/command:syntaxItem', $names)) {
            (@($item.SelectNodes('command:parameter/maml:name', $names) | ForEach-Object { $_.InnerText }) | Sort-Object) -join ' '
        }
        @($shown | Sort-Object) | Should -Be @($real | Sort-Object)
    }

    It 'names the real output type' {
        $real = @($command.OutputType.Name | ForEach-Object { if ($_ -eq 'void') { 'System.Void' } else { $_ } })
        @($page.Outputs.Name) | Should -Be $real
    }

    It 'links to pages that exist' {
        $page.Links.Count | Should -BeGreaterThan 0
        foreach ($link in $page.Links | Where-Object { $_ -notmatch '^https:' }) {
            Join-Path -Path (Split-Path -Path $Path) -ChildPath $link | Should -Exist
        }
    }

    It 'is continued online, on a page of Qlik' {
        $address = [uri] $command.HelpUri
        $address.IsAbsoluteUri | Should -BeTrue
        $address.Scheme | Should -Be 'https'
        $address.Host | Should -BeIn 'qlik.dev', 'help.qlik.com'
        $page.Links[0] | Should -BeExactly $command.HelpUri
        $page.Text | Should -Match "(?m)^HelpUri: $([regex]::Escape($command.HelpUri))$"
        # The hook of PowerShell's own tests: the address is returned instead of opened.
        [System.Management.Automation.Internal.InternalTestHooks]::SetTestHook('BypassOnlineHelpRetrieval', $true)
        try {
            Get-Help -Name "QlikConnections\$Cmdlet" -Online | Should -Match ([regex]::Escape($command.HelpUri) + '$')
        }
        finally {
            [System.Management.Automation.Internal.InternalTestHooks]::SetTestHook('BypassOnlineHelpRetrieval', $false)
        }
    }

    It 'says the same in the MAML: synopsis' {
        Get-OneLine -Text $maml.SelectSingleNode('command:details/maml:description', $names).InnerText | Should -Be $page.Synopsis
    }

    It 'says the same in the MAML: examples' {
        $shown = @($maml.SelectNodes('command:examples/command:example', $names))
        $shown.Count | Should -Be $page.Examples.Count
        for ($i = 0; $i -lt $shown.Count; $i++) {
            $shown[$i].SelectSingleNode('maml:title', $names).InnerText | Should -BeLike "*$($page.Examples[$i].Name)*"
            $code = (Get-CodeFence -Text $page.Examples[$i].Body | Where-Object -Property Kind -EQ -Value powershell).Text
            ($shown[$i].SelectSingleNode('dev:code', $names).InnerText -replace '\r') | Should -BeExactly $code
        }
    }

    It 'is what Get-Help shows' {
        $help = Get-Help -Name "QlikConnections\$Cmdlet" -Full
        $help.Synopsis.Trim() | Should -Be $page.Synopsis
        @($help.examples.example).Count | Should -Be $page.Examples.Count
    }
}

Describe 'Parameter -<Parameter> of <Cmdlet>' -ForEach $parameters {
    BeforeAll {
        $entry = (Get-HelpPage -Path $Path).Parameters | Where-Object -Property Name -EQ -Value $Parameter
        $node = (Get-Maml -Cmdlet $Cmdlet).SelectSingleNode("command:parameters/command:parameter[maml:name='$Parameter']", $names)
        $real = (Get-Command -Name "QlikConnections\$Cmdlet").Parameters[$Parameter]
    }

    It 'is described in the page' {
        $entry | Should -Not -BeNullOrEmpty
        ($entry.Body -split '(?m)^```')[0].Trim() | Should -Match '^[^{]{10,}$'
    }

    It 'is described in the MAML in the same words' {
        $node | Should -Not -BeNullOrEmpty
        $plain = ($entry.Body -split '(?m)^```')[0] -replace '`'
        Get-OneLine -Text $node.SelectSingleNode('maml:description', $names).InnerText | Should -Be (Get-OneLine -Text $plain)
    }

    It 'says whether wildcards are accepted, and does not lie' {
        $wildcards = @($real.Attributes | Where-Object { $_ -is [System.Management.Automation.SupportsWildcardsAttribute] }).Count -gt 0
        $entry.Body | Should -Match "(?m)^SupportsWildcards: $wildcards$"
        $node.GetAttribute('globbing') | Should -Be $wildcards.ToString().ToLowerInvariant()
        if ($wildcards) {
            $entry.Body | Should -Match 'Wildcards are accepted'
        }
    }

    It 'has the real type, aliases and pipeline rules' {
        $typeName = [regex]::Match($entry.Body, '(?m)^Type: (.+)$').Groups[1].Value
        $typeName | Should -Be ($real.ParameterType.ToString())
        $aliases = [regex]::Match($entry.Body, '(?ms)^Aliases:(.*?)^ParameterSets:').Groups[1].Value
        foreach ($alias in $real.Aliases) {
            $aliases | Should -Match "(?m)^- $alias$"
        }
        $entry.Body -match '(?m)^  ValueFromPipeline: true$' | Should -Be ($real.ParameterSets.Values.ValueFromPipeline -contains $true)
        $entry.Body -match '(?m)^  ValueFromPipelineByPropertyName: true$' | Should -Be ($real.ParameterSets.Values.ValueFromPipelineByPropertyName -contains $true)
    }
}

Describe 'The pages' {
    It 'include none for a cmdlet that does not exist' {
        $known = (Get-Module -Name QlikConnections).ExportedCommands.Keys
        (Get-ChildItem -Path (Join-Path -Path $root -ChildPath 'docs/en-US') -Filter '*.md').BaseName |
            Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }

    It 'have no entry in the MAML for a cmdlet that does not exist' {
        $known = (Get-Module -Name QlikConnections).ExportedCommands.Keys
        $xml.SelectNodes('//command:details/command:name', $names).InnerText | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
    }
}

Describe 'The page of <_>, for both platforms' -ForEach @(
    'Connect-QlikSession', 'Get-QlikSession', 'Get-QlikUser', 'Get-QlikDataConnection', 'New-QlikDataConnection',
    'Set-QlikDataConnection', 'Move-QlikDataConnectionOwner', 'Remove-QlikDataConnection'
) {
    BeforeAll {
        $page = Get-HelpPage -Path (Join-Path -Path $root -ChildPath "docs/en-US/$_.md")
        $codes = foreach ($example in $page.Examples) {
            (Get-CodeFence -Text $example.Body | Where-Object { $_.Kind -eq 'powershell' -and -not $_.NeedsTenant }).Text
        }
    }

    It 'has an example that runs on a client-managed site, and one on Qlik Cloud' {
        $onSite = @($codes | Where-Object { $_ -match 'Connect-QlikSession -Sandbox Repository' })
        $onSite.Count | Should -BeGreaterThan 0
        @($codes).Count | Should -BeGreaterThan $onSite.Count
    }
}

Describe '<Cmdlet>, <Example>' -ForEach $examples {
    It 'runs as written' {
        $folder = Join-Path -Path $TestDrive -ChildPath ([guid]::NewGuid())
        $runspace = New-DocumentedRunspace -ModulePath $modulePath -Folder $folder -Connected:($Cmdlet -ne 'Connect-QlikSession')
        try {
            $run = Invoke-DocumentedCode -Runspace $runspace -Code $Code
            Get-MissingLine -Promised $Promised -Run $run | Should -BeNullOrEmpty -Because 'the page shows what comes out'
            Get-SurplusLine -Promised $Promised -Run $run | Should -BeNullOrEmpty -Because 'the page shows all that comes out'
        }
        finally {
            $runspace.Dispose()
        }
    }
}

Describe 'The topic <Topic>' -ForEach $abouts {
    It 'is no wider than 80 columns, and plain ASCII' {
        $lines = Get-Content -Path $Path -Encoding utf8
        $lines | Where-Object { $_.Length -gt 80 } | Should -BeNullOrEmpty
        $lines | Where-Object { $_ -match '[^\x20-\x7E]' } | Should -BeNullOrEmpty
    }

    It 'begins with its name and a short description' {
        $lines = Get-Content -Path $Path -Encoding utf8
        $lines[0] | Should -Be 'TOPIC'
        $lines[1].Trim() | Should -Be $Topic
        $lines[3] | Should -Be 'SHORT DESCRIPTION'
        $lines[4] | Should -Match '^    \S.*\.$'
    }

    It 'has code that runs as written, block by block in one session' {
        $runspace = New-DocumentedRunspace -ModulePath $modulePath -Folder (Join-Path -Path $TestDrive -ChildPath $Topic) -Connected
        try {
            # The sessions that the topics speak of, and nobody to ask.
            $prepare = '$ConfirmPreference = "None"; "test", "prod" | ForEach-Object { $null = Connect-QlikSession -Sandbox Cloud -Name $_ }
                $null = Connect-QlikSession -Sandbox Cloud'
            $null = Invoke-DocumentedCode -Runspace $runspace -Code $prepare
            foreach ($block in $Code) {
                { Invoke-DocumentedCode -Runspace $runspace -Code $block } | Should -Not -Throw -Because $block
            }
        }
        finally {
            $runspace.Dispose()
        }
    }

    It 'is found by Get-Help' {
        $text = Get-Help -Name $Topic | Where-Object { $_ -is [string] -or $_.Name -eq $Topic } | Out-String
        $text | Should -Match "(?m)^\s+$Topic\s*$"
    }

    It 'names no cmdlet and no topic that does not exist' {
        $known = @((Get-Module -Name QlikConnections).ExportedCommands.Keys) + @(
            # Functions of the older module, in the topic about it.
            'Update-QlikDataConnection')
        $topics = (Get-ChildItem -Path (Split-Path -Path $Path) -Filter 'about_*').Name -replace '\.help\.txt$'
        $text = Get-Content -Path $Path -Raw -Encoding utf8
        [regex]::Matches($text, '\b[A-Z][a-z]+-Qlik[A-Z]\w*').Value | Where-Object { $_ -notin $known } | Should -BeNullOrEmpty
        [regex]::Matches($text, '\babout_Qlik\w*').Value | Where-Object { $_ -notin $topics } | Should -BeNullOrEmpty
    }
}

Describe 'The about topics' {
    It 'have code, nearly all of them' {
        $abouts = Get-ChildItem -Path (Join-Path -Path $moduleBase -ChildPath 'en-US') -Filter 'about_*' | Where-Object {
            Get-TopicCode -Text ((Get-Content -Path $_.FullName -Raw -Encoding utf8) -replace '\r')
        }
        $abouts.Count | Should -BeGreaterOrEqual 5
    }

    It 'are all in the package' {
        $expected = '', '_Authentication', '_Automation', '_Dialects', '_Errors', '_Pipeline', '_Recovery', '_Migrating_From_QlikCli' | ForEach-Object { "about_QlikConnections$_.help.txt" }
        $there = (Get-ChildItem -Path (Join-Path -Path $moduleBase -ChildPath 'en-US') -Filter 'about_*').Name
        $expected | Where-Object { $_ -notin $there } | Should -BeNullOrEmpty
    }
}

Describe 'The table of error ids' {
    BeforeAll {
        $topic = Get-Content -Path (Join-Path -Path $moduleBase -ChildPath 'en-US/about_QlikConnections_Errors.help.txt') -Raw -Encoding utf8
        $rows = @{}
        foreach ($match in [regex]::Matches($topic, '(?m)^    (Qlik\w+) +(\w+)\r?\n((?:        \S.*\r?\n)+)')) {
            $rows[$match.Groups[1].Value] = @{ Category = $match.Groups[2].Value; Text = $match.Groups[3].Value.Trim() -split '\r?\n' }
        }
        $strings = New-Object -TypeName xml
        $strings.Load((Join-Path -Path $root -ChildPath 'src/QlikConnections.Client/Resources/Strings.resx'))
        $texts = $strings.root.data.name
    }

    It 'has each id that the code knows, and no other' -ForEach @(@{ Ids = $errorIds.Id }) {
        @($rows.Keys | Sort-Object) | Should -Be @($Ids | Sort-Object)
    }

    It 'has the category of <Id>, a meaning and what to do' -ForEach $errorIds {
        $rows[$Id].Category | Should -Be $Category
        $rows[$Id].Text.Count | Should -BeGreaterOrEqual 2
    }

    It 'goes with a message and an advice for <Id>' -ForEach $errorIds {
        $texts | Should -Contain $Id
        $texts | Should -Contain "${Id}_Action"
    }
}
