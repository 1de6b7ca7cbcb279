#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
<#
    The package as it is published: built by build.ps1 beside whatever else was built, published to a folder as a repository, installed
    from there and used in a fresh PowerShell.
#>

BeforeDiscovery {
    $editions = 'Core', 'Desktop'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    $root = Get-RepositoryRoot
    $version = (Import-PowerShellDataFile -Path "$root/QlikConnections.psd1").ModuleVersion
    $null = [System.Reflection.Assembly]::LoadWithPartialName('System.Reflection.Metadata')

    $built = & "$root/build.ps1" -Task Package -ProjectUri 'https://project.test/qlik'
    $package = $built | Where-Object { $_.Name -like '*.nupkg' }
    $folder = "$root/output/package/QlikConnections/$version"

    # What an assembly says about itself and of its symbols, read without loading it.
    function Read-Assembly([string] $Path) {
        $stream = [System.IO.File]::OpenRead($Path)
        $file = [System.Reflection.PortableExecutable.PEReader]::new($stream)
        try {
            $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($file)
            $entries = $file.ReadDebugDirectory()
            $symbols = $entries | Where-Object Type -EQ EmbeddedPortablePdb | Select-Object -First 1
            $documents = if ($symbols) {
                $provider = $file.ReadEmbeddedPortablePdbDebugDirectoryData($symbols)
                $reader = $provider.GetMetadataReader()
                foreach ($handle in $reader.Documents) { $reader.GetString($reader.GetDocument($handle).Name) }
                $provider.Dispose()
            }
            [pscustomobject]@{
                References = @($metadata.AssemblyReferences | ForEach-Object { $metadata.GetString($metadata.GetAssemblyReference($_).Name) })
                Documents  = @($documents)
                Symbols    = @($entries | Where-Object Type -EQ CodeView | ForEach-Object { $file.ReadCodeViewDebugDirectoryData($_).Path })
            }
        }
        finally {
            $file.Dispose()
        }
    }
}

Describe 'The assemblies of the package, for <_>' -ForEach $editions {
    BeforeAll {
        $files = Get-ChildItem "$folder/bin/$_" -Recurse -Filter *.dll
        $ours = $files | Where-Object Name -Like 'QlikConnections*'
    }

    It 'are built as Release, all of them' {
        $ours.Count | Should -Be 4
        foreach ($file in $ours) {
            # The compiler's own mark of a build that is not optimised is an attribute; the configuration is written beside it.
            $text = [System.Text.Encoding]::ASCII.GetString([System.IO.File]::ReadAllBytes($file.FullName))
            $text | Should -Match '\x07Release\x00' -Because $file.FullName
            $text | Should -Not -Match '\x05Debug\x00' -Because $file.FullName
        }
    }

    It 'carry the version of the module' {
        foreach ($file in $ours) {
            $file.VersionInfo.FileVersion | Should -Be $version -Because $file.FullName
            $file.VersionInfo.ProductVersion | Should -Be $version -Because $file.FullName
        }
    }

    It 'do not tell where they were built' {
        foreach ($file in $ours) {
            $read = Read-Assembly $file.FullName
            $read.Documents.Count | Should -BeGreaterThan 0
            # Embedded symbols have a name, and no folder.
            $read.Documents + $read.Symbols | Where-Object { $_ -notlike '/_/*' -and $_ -ne "$($file.BaseName).pdb" } | Should -BeNullOrEmpty -Because $file.FullName
            $bytes = [System.IO.File]::ReadAllBytes($file.FullName)
            foreach ($encoding in [System.Text.Encoding]::UTF8, [System.Text.Encoding]::Unicode) {
                $encoding.GetString($bytes).Contains($root) | Should -BeFalse -Because $file.FullName
            }
        }
    }

    It 'are all referred to, directly or through others' {
        $references = @{}
        foreach ($file in $files) { $references[$file.BaseName] = (Read-Assembly $file.FullName).References }
        $used = [System.Collections.Generic.HashSet[string]]::new()
        $open = [System.Collections.Generic.Queue[string]]::new([string[]] ('QlikConnections', 'QlikConnections.Cmdlets'))
        while ($open.Count) {
            $name = $open.Dequeue()
            if ($references.ContainsKey($name) -and $used.Add($name)) { $references[$name] | ForEach-Object { $open.Enqueue($_) } }
        }
        $references.Keys | Where-Object { -not $used.Contains($_) } | Should -BeNullOrEmpty
    }

    It 'are named in the notices, with licence and copyright' {
        $notices = Get-Content "$folder/ThirdPartyNotices.txt"
        foreach ($file in $files | Where-Object Name -NotLike 'QlikConnections*') {
            $notices | Where-Object { $_.Trim() -eq $file.BaseName } | Should -Not -BeNullOrEmpty -Because $file.Name
        }
        $text = $notices -join ' '
        $text | Should -Match 'Copyright \(c\) \S+ App vNext'
        $text | Should -Match 'Redistributions of source code must retain'
        $text | Should -Match 'Copyright \(c\) \.NET Foundation and Contributors'
        $text | Should -Match 'Permission is hereby granted, free of charge'
    }
}

Describe 'The notices' {
    It 'name nothing that is not there' {
        $there = (Get-ChildItem "$folder/bin" -Recurse -Filter *.dll).BaseName
        $named = Get-Content "$folder/ThirdPartyNotices.txt" | Where-Object { $_ -match '^    [A-Z][\w.]+$' } | ForEach-Object { $_.Trim() }
        $named.Count | Should -BeGreaterThan 10
        $named | Where-Object { $_ -notin $there } | Should -BeNullOrEmpty
    }
}

Describe 'The package' {
    BeforeAll {
        # A separate user: the repository is registered and the module installed only for this user.
        $script = @"
`$ErrorActionPreference = 'Stop'
Register-PSResourceRepository -Name Here -Uri '$TestDrive/repository' -Trusted
Publish-PSResource -NupkgPath '$($package.FullName)' -Repository Here
`$found = Find-PSResource -Name QlikConnections -Repository Here
'{0} {1} [{2}] {3}' -f `$found.Name, `$found.Version, (`$found.Tags -join ','), `$found.ProjectUri
Install-PSResource -Name QlikConnections -Repository Here -Scope CurrentUser
"@
        $null = New-Item "$TestDrive/repository", "$TestDrive/home" -ItemType Directory
        function Invoke-AsNewUser([string] $Script, [string] $Name = 'home') {
            $start = New-PowerShellStartInfo $Script
            $start.RedirectStandardError = $true
            'HOME', 'USERPROFILE', 'LOCALAPPDATA' | ForEach-Object { $start.Environment[$_] = "$TestDrive/$Name" }
            'PSModulePath', 'QLIKCONNECTIONS_RECOVERY_PATH', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME' | ForEach-Object { $null = $start.Environment.Remove($_) }
            $start.Environment['NO_COLOR'] = '1'
            $process = [System.Diagnostics.Process]::Start($start)
            $errors = $process.StandardError.ReadToEndAsync()
            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            @(($output + $errors.Result).Trim() -split '\r?\n')
        }
        $published = @(Invoke-AsNewUser $script)
    }

    It 'is found in the repository with what the Gallery shows' {
        $published[0] | Should -BeLike "QlikConnections $version ``[*Qlik*PSEdition_Desktop*PSEdition_Core*``] https://project.test/qlik"
        $published.Count | Should -Be 1 -Because ($published -join "`n")
    }

    It 'runs the first blocks of the README in a fresh PowerShell, installed from <from>' -ForEach @(
        @{ from = 'a repository'; user = 'home' }
        @{ from = 'the archive, as the README says'; user = 'unpacked' }
    ) {
        . "$PSScriptRoot/DocumentedCode.ps1"
        $fences = Get-CodeFence -Text ((Get-Content "$root/README.md" -Raw -Encoding utf8) -replace '\r')
        if ($user -eq 'unpacked') {
            $null = New-Item "$TestDrive/unpacked" -ItemType Directory
            Copy-Item "$root/output/QlikConnections.$version.zip" $TestDrive
            $install = @($fences | Where-Object Kind -EQ pwsh)[0].Text
            $install | Should -Match ([regex]::Escape("QlikConnections.$version.zip"))
            Invoke-AsNewUser "Set-Location '$TestDrive'; `$ErrorActionPreference = 'Stop'; `$ProgressPreference = 'Ignore'; $install" $user |
                Should -BeNullOrEmpty
        }
        $tour, $siteTour, $null = @($fences | Where-Object Kind -EQ powershell).Text
        $lines = @(Invoke-AsNewUser @"
$tour
$siteTour
"module: `$((Get-Module QlikConnections).Path)"
"errors: `$(`$Error.Count)"
"@ $user)
        $shown = $lines -join "`n"
        $lines | Where-Object { $_ -like 'module: *' } | Should -BeLike "module: $TestDrive/$user*QlikConnections.psm1" -Because $shown
        $lines | Should -Contain 'errors: 0' -Because $shown
        # Tables, not lists, although one script writes several kinds of objects.
        $lines | Where-Object { $_ -match '^Sales DWH ' } | Should -Not -BeNullOrEmpty -Because $shown
        $lines | Where-Object { $_ -match '^CRM ' } | Should -Not -BeNullOrEmpty -Because $shown
        $lines | Where-Object { $_ -match '^tmp_orders .*Removed' } | Should -Not -BeNullOrEmpty -Because $shown
    }
}

Describe 'The release notes' {
    BeforeAll {
        $notes = (Import-PowerShellDataFile -Path "$folder/QlikConnections.psd1").PrivateData.PSData.ReleaseNotes
        $changelog = (Get-Content -Path "$root/CHANGELOG.md" -Raw -Encoding utf8) -replace '\r'
    }

    It 'are the section of the changelog about the version, or about what is not released' {
        $title = if ($changelog.Contains("## [$version]")) { $version } else { 'Unreleased' }
        $notes.Length | Should -BeGreaterThan 100
        $changelog.Substring($changelog.IndexOf("## [$title]")).Contains($notes -replace '\r') | Should -BeTrue
        $notes | Should -Not -Match '(?m)^## \['
    }

    It 'are what a release page gets' {
        $file = & "$root/build.ps1" -Task ReleaseNotes
        ((Get-Content -Path $file -Raw -Encoding utf8) -replace '\r').Trim() | Should -Be ($notes -replace '\r')
    }
}

Describe 'The User-Agent' {
    It 'carries the version of the module' {
        # The sandbox keeps no headers: a bare listener, which sees one request and refuses it.
        $probe = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $probe.Start()
        $port = $probe.LocalEndpoint.Port
        $probe.Stop()
        $listener = [System.Net.HttpListener]::new()
        $listener.Prefixes.Add("http://127.0.0.1:$port/")
        $listener.Start()
        $client = [powershell]::Create()
        try {
            $null = $client.AddScript({
                param($Manifest, $Url)
                Import-Module $Manifest
                Connect-QlikSession -Tenant $Url -ApiKey (ConvertTo-SecureString key -AsPlainText -Force)
            }).AddArgument("$folder/QlikConnections.psd1").AddArgument("http://127.0.0.1:$port")
            $running = $client.BeginInvoke()
            $seen = $listener.GetContextAsync().GetAwaiter().GetResult()
            $seen.Request.UserAgent | Should -BeLike "QlikConnections/$version PowerShell/*"
            $seen.Response.StatusCode = 401
            $seen.Response.Close()
            $null = $client.EndInvoke($running)
        }
        catch [System.Management.Automation.CmdletInvocationException] {
            $_.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed*'
        }
        finally {
            $client.Dispose()
            $listener.Stop()
        }
    }
}
