# Disks that are full or read-only, folders that go away, files of the wrong kind: one error of the module, and nothing is lost.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    $script:canMount = Test-Mount
    $disks = 'full', 'read-only'
}
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Rest { param($Name) New-QlikDataConnection $Name rest -Space HR -Property @{ url = 'https://x.test' } }
    function Set-Disk {
        param($State)
        if ($State -eq 'full') { Get-Content /dev/zero -AsByteStream -TotalCount 200000 | Set-Content (Join-Path $disk filler) -AsByteStream -ErrorAction SilentlyContinue }
        else { mount -o remount,ro $disk }
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'A disk that is <_>' -ForEach $disks -Skip:(-not $canMount) {
    BeforeEach {
        $script:disk = (New-Item -ItemType Directory (Join-Path $TestDrive "disk-$(New-Guid)")).FullName
        mount -t tmpfs -o size=64k,mode=700 tmpfs $disk
        $script:subject = New-Rest 'Kept'
        $script:files = @{ RecoveryPath = $disk; Force = $true; ErrorAction = 'SilentlyContinue'; WarningAction = 'SilentlyContinue' }
    }
    AfterEach {
        umount -l $disk
        Get-QlikDataConnection 'Kept*' | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'destroys nothing: <what>' -ForEach @(
        @{ what = 'a deletion'; run = { $subject | Remove-QlikDataConnection @files } }
        @{ what = 'a rebuild'; run = { $subject | Set-QlikDataConnection -Rebuild -Property @{ url = 'https://y.test' } @files } }
    ) {
        Set-Disk $_
        $before = @(Get-ChildItem $disk).Name
        Clear-ServerRequest $server
        $problem = try { & $run; $Error[0] } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUnwritable,*'
        @(Sent).Count | Should -Be 0
        @(Get-ChildItem $disk).Name | Should -Be $before -Because 'half a file helps nobody'
        (Get-QlikDataConnection Kept).Id | Should -Be $subject.Id
    }

    It 'keeps what was written before, and restores it' {
        $subject | Remove-QlikDataConnection -RecoveryPath $disk -Force
        Set-Disk $_
        (Restore-QlikDataConnection -List -RecoveryPath $disk).Name | Should -Be 'Kept'
        $restored = @(Restore-QlikDataConnection Kept -RecoveryPath $disk -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
        foreach ($one in $problem) { $one.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUnwritable,*' }
        ($restored.Count + @($problem).Count) | Should -BeGreaterThan 0
        # That it could not be written down makes no second one.
        $null = Restore-QlikDataConnection Kept -RecoveryPath $disk -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        @(Get-QlikDataConnection Kept -ErrorAction Ignore).Count | Should -Be $restored.Count
    }

    It 'is reported for a sandbox that cannot be kept' {
        Set-Disk $_
        { Connect-QlikSession -Sandbox Cloud -Path (Join-Path $disk state.json) -Name unkept } | Should -Throw -ErrorId 'QlikSandboxState,*'
    }
}

Describe 'A recovery folder that goes away' {
    It 'takes no image of a deletion that is under way: it is done, and a warning says what was not written' {
        $folder = Join-Path $TestDrive "gone-$(New-Guid)"
        $subject = New-Rest 'Gone'
        Set-ServerLatency $server 1500
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
        $state.ImportPSModule((Get-ModuleManifestPath))
        $shell = [powershell]::Create($state)
        try {
            $null = $shell.AddScript({
                param($url, $key, $id, $folder)
                $null = Connect-QlikSession -Tenant $url -ApiKey (ConvertTo-SecureString $key -AsPlainText -Force)
                Remove-QlikDataConnection -Id $id -RecoveryPath $folder -Force
            }).AddArgument($server.url).AddArgument($server.apiKey).AddArgument($subject.Id).AddArgument($folder)
            $running = $shell.BeginInvoke()
            Wait-Until { (Test-Path $folder) -and @(Get-ChildItem $folder -Filter *.recovery.jsonl).Count -eq 1 } 'the recovery file is there'
            Remove-Item $folder -Recurse
            $null = $shell.EndInvoke($running)
            $shell.Streams.Error | Should -BeNullOrEmpty -Because 'the deletion was done'
            @($shell.Streams.Warning | Where-Object { "$_" -match 'recovery' }).Count | Should -Be 1
        }
        finally {
            Set-ServerLatency $server 0
            $shell.Runspace.Dispose()
            $shell.Dispose()
        }
        Get-QlikDataConnection Gone -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'A certificate file of the wrong kind' {
    BeforeAll {
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive certificates)).FullName
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=x', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $certificate = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(1))
        function Save { param($Name, $Content) if ($Content -is [byte[]]) { [System.IO.File]::WriteAllBytes((Join-Path $folder $Name), $Content) } else { [System.IO.File]::WriteAllText((Join-Path $folder $Name), $Content) } }
        Save 'text.pfx' 'This is no certificate.'
        Save 'empty.pfx' ''
        Save 'picture.pfx' ([byte[]] (0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10) * 100)
        Save 'public.pfx' $certificate.Export('Cert')
        Save 'pem-inside.pfx' ($certificate.ExportCertificatePem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
        Save 'empty.pem' ''
        Save 'text.pem' 'This is no certificate.'
        Save 'key-only.pem' $key.ExportPkcs8PrivateKeyPem()
        Save 'certificate-only.pem' $certificate.ExportCertificatePem()
        Save 'request.pem' ($request.CreateSigningRequestPem() + "`n" + $key.ExportPkcs8PrivateKeyPem())
        Save 'other-key.pem' ($certificate.ExportCertificatePem() + "`n" + [System.Security.Cryptography.RSA]::Create(2048).ExportPkcs8PrivateKeyPem())
        Save 'encrypted-key.pem' ($certificate.ExportCertificatePem() + "`n" + $key.ExportEncryptedPkcs8PrivateKeyPem('pw'.ToCharArray(), [System.Security.Cryptography.PbeParameters]::new('Aes256Cbc', 'SHA256', 1000)))
        Save 'pfx-inside.pem' $certificate.Export('Pkcs12')
        Save 'list.json' '{"a":[1,2]}'
        Save 'huge.pfx' ([byte[]]::new(3MB))
        $null = New-Item -ItemType Directory (Join-Path $folder 'folder.pfx')
        if (-not $IsWindows) { mkfifo (Join-Path $folder 'pipe.pfx') }
    }

    It '<_> is refused as the client certificate' -ForEach @(
        'text.pfx', 'empty.pfx', 'picture.pfx', 'public.pfx', 'pem-inside.pfx', 'empty.pem', 'text.pem', 'key-only.pem', 'certificate-only.pem', 'request.pem', 'other-key.pem',
        'encrypted-key.pem', 'pfx-inside.pem', 'list.json', 'huge.pfx', 'folder.pfx', 'nosuch.pfx', $(if (-not $IsWindows) { 'pipe.pfx' })
    ) {
        { Connect-QlikSession -Server https://127.0.0.1:9 -CertificatePath (Join-Path $folder $_) -Name wrong } | Should -Throw -ErrorId 'QlikCertificateUnusable,*'
        Get-QlikSession wrong -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It '<_> is refused as the root' -ForEach 'text.pfx', 'empty.pfx', 'picture.pfx', 'empty.pem', 'text.pem', 'key-only.pem', 'list.json', 'huge.pfx', 'folder.pfx', 'nosuch.pfx', $(if (-not $IsWindows) { 'pipe.pfx' }) {
        $problem = try { Connect-QlikSession -Server https://127.0.0.1:9 -Jwt (ConvertTo-Secret x) -TrustedRoot (Join-Path $folder $_) -Name wrong } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike '*Connect*'
        $problem.Exception.Message | Should -Match ([regex]::Escape((Join-Path $folder $_)))
    }

    It '<_> leads to no file' -ForEach 'Env:\x', 'Variable:\x', 'Function:\x', 'nosuchdrive:\x' {
        { Connect-QlikSession -Server https://127.0.0.1:9 -CertificatePath $_ -Name wrong } | Should -Throw -ErrorId 'QlikInputInvalid,*'
    }

    It 'is looked for on a drive of PowerShell' {
        $null = New-PSDrive -Name Certificates -PSProvider FileSystem -Root $folder -Scope Global
        try { $problem = try { Connect-QlikSession -Server https://127.0.0.1:9 -CertificatePath Certificates:\text.pfx -Name wrong } catch { $_ } }
        finally { Remove-PSDrive Certificates }
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikCertificateUnusable,*'
        $problem.Exception.Message | Should -Match ([regex]::Escape((Join-Path $folder 'text.pfx')))
    }
}

Describe 'The state of a sandbox' {
    It 'is for its user alone' -Skip:($IsWindows) {
        $path = Join-Path $TestDrive 'private-state.json'
        foreach ($platform in 'Cloud', 'Repository') {
            $null = Connect-QlikSession -Sandbox $platform -Path $path -Name private
            "$([System.IO.File]::GetUnixFileMode($path))" | Should -Be 'UserWrite, UserRead'
            Disconnect-QlikSession private
            Remove-Item $path
        }
    }

    It 'is kept through a drive of PowerShell' {
        $path = Join-Path $TestDrive 'drive-state.json'
        $null = Connect-QlikSession -Sandbox Cloud -Path 'TestDrive:\drive-state.json' -Name private
        Disconnect-QlikSession private
        $path | Should -Exist
    }
}
