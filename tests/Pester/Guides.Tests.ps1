#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
<#
    The README and the guides run as written: all blocks of a page, in order, in one runspace, on the sandbox that the page itself connects
    to; pages that say -Dialect Current once in each dialect.
#>

BeforeDiscovery {
    . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
    $root = Split-Path -Path (Split-Path -Path $PSScriptRoot)
    $guides = foreach ($file in Get-Item -Path (Join-Path -Path $root -ChildPath README.md), (Join-Path -Path $root -ChildPath 'docs/guides/*.md')) {
        $text = (Get-Content -Path $file.FullName -Raw -Encoding utf8) -replace '\r', ''
        # A guide that names its dialect promises to run in each.
        $dialects = if ($text.Contains('-Dialect Current')) { 'Current', 'Legacy' } else { 'Current' }
        foreach ($dialect in $dialects) {
            $fences = @(Get-CodeFence -Text $text)
            $number = 0
            $blocks = for ($i = 0; $i -lt $fences.Count; $i++) {
                if ($fences[$i].Kind -eq 'powershell' -and -not $fences[$i].NeedsTenant -and -not ($fences[$i].NotInLegacy -and $dialect -eq 'Legacy')) {
                    $number++
                    $code = $fences[$i].Text.Replace('-Dialect Current', "-Dialect $dialect")
                    $expected = if ($i + 1 -lt $fences.Count -and $fences[$i + 1].Kind -eq 'output') { $fences[$i + 1].Text }
                    # Who chooses the old addresses is not warned of their end.
                    if ($dialect -eq 'Legacy') { $expected = $expected -replace '(?m)^WARNING: Qlik has announced the end .*\n' }
                    @{ Number = $number; Code = $code; Expected = $expected; FirstLine = ($code -split '\n')[0] }
                }
            }
            @{ Guide = $file.Name; Dialect = $dialect; Path = $file.FullName; Text = $text; Blocks = @($blocks) }
        }
    }
}

Describe 'The guides' {
    It 'are one for each platform and one for each common task' {
        $there = (Get-ChildItem -Path (Join-Path -Path $PSScriptRoot -ChildPath '../../docs/guides') -Filter '*.md').Name
        'getting-started.md', 'client-managed.md', 'bulk-changes.md', 'somebody-leaves.md', 'rotate-passwords.md', 'move-a-database.md',
            'profiles-and-vaults.md', 'compare-tenants.md', 'a-thousand-tenants.md', 'parallel-and-jobs.md', 'a-thousand-tenants.md', 'scheduled-task.md', 'report.md' | Where-Object { $_ -notin $there } | Should -BeNullOrEmpty
    }

    It 'are word for word the tutorials, in both dialects: <_>' -ForEach 'create-data-connections.md', 'update-data-connections.md' {
        $path = Join-Path -Path $PSScriptRoot -ChildPath "../../docs/guides/$_"
        $text = Get-Content -Path $path -Raw -Encoding utf8
        $text | Should -Match '\nConnect-QlikSession -Sandbox Cloud -Dialect Current\r?\n'
        # The steps of the tutorial are headings of the guide.
        $steps = Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath "../../docs/reference/$($_ -replace 'md$', 'txt')") |
            Where-Object -FilterScript { $_ -match '^[A-Z]' }
        $steps.Count | Should -BeGreaterThan 1
        $steps | Where-Object -FilterScript { $text -notmatch "\n#+ $([regex]::Escape($_))\r?\n" } | Should -BeNullOrEmpty
    }

    It 'begin on a sandbox: <Guide>' -ForEach $guides {
        $Blocks.Code | Where-Object { $_ -match 'Connect-QlikSession' } | Select-Object -First 1 |
            Should -Match 'Connect-QlikSession -Sandbox (Cloud|Repository)\b|-Path ./tenants.csv \| Connect-QlikSession'
        $Text | Should -Not -Match 'coming version'
    }
}

Describe 'The guide <Guide>, <Dialect>' -ForEach $guides {
    BeforeAll {
        . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
        $folder = Join-Path -Path $TestDrive -ChildPath "$Guide-$Dialect"
        $runspace = New-DocumentedRunspace -ModulePath (Get-PackagedModulePath) -Folder $folder
    }

    AfterAll {
        $runspace.Dispose()
    }

    It 'has code to run' {
        $Blocks.Count | Should -BeGreaterThan 2
    }

    It 'runs block <Number>: <FirstLine>' -ForEach $Blocks {
        if ($Code -match '^# save as: (\S+)\n') {
            Set-Content -Path (Join-Path -Path $folder -ChildPath $Matches[1]) -Value $Code.Substring($Matches[0].Length) -Encoding utf8
            return
        }
        $run = Invoke-DocumentedCode -Runspace $runspace -Code $Code
        # Numbers are promised to the letter, tables line by line.
        if ($Expected -match '^[\d\s]+$') {
            ($run.Output.Trim() -split '\s+') -join ' ' | Should -Be (($Expected.Trim() -split '\s+') -join ' ')
        }
        Get-MissingLine -Promised $Expected -Run $run | Should -BeNullOrEmpty -Because 'the guide shows what comes out'
        Get-SurplusLine -Promised $Expected -Run $run | Should -BeNullOrEmpty -Because 'the guide shows all that comes out'
    }

    It 'links to files that exist' {
        foreach ($match in [regex]::Matches($Text, '\]\((?!https:)([^)#]+)\)')) {
            Join-Path -Path (Split-Path -Path $Path) -ChildPath $match.Groups[1].Value | Should -Exist
        }
    }
}
