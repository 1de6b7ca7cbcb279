BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:site = Start-SandboxServer '--repository', '--basic'
    function Sent { @(Get-ServerRequest $site | Where-Object method -NE 'GET') }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $site
}

Describe 'Signing in to a client-managed site' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'with <what>' -ForEach @(
        @{ what = 'a .pfx file'; run = { Connect-Site $site } }
        @{ what = 'a .pem file and its key beside it'; run = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPem -TrustedRoot $site.rootCer } }
        @{ what = 'a certificate object'; run = {
                $pfx = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($site.clientPfx, $site.pfxPassword)
                Connect-QlikSession -Server $site.certificateUrl -Certificate $pfx -TrustedRoot $site.rootPem -UserDirectory ACME -UserId 'kim larsen'
            }
        }
        @{ what = 'a JSON web token'; run = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -Jwt (ConvertTo-Secret $site.jwt) -TrustedRoot $site.rootPem } }
        @{ what = 'a header'; run = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy hdr -HeaderName $site.headerName -UserDirectory ACME -UserId admin -TrustedRoot $site.rootPem } }
        @{ what = 'a login that the proxy asks for'; run = { Connect-QlikSession -Server $site.proxyUrl -Credential ([pscredential]::new($site.windowsUser, (ConvertTo-Secret $site.windowsPassword))) -TrustedRoot $site.rootPem } }
        @{ what = 'no check of the server, but a warning'; run = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -Jwt (ConvertTo-Secret $site.jwt) -SkipCertificateCheck -WarningVariable script:warned -WarningAction SilentlyContinue; $warned | Should -Not -BeNullOrEmpty } }
    ) {
        (& $run).Platform | Should -Be 'Repository'
        @(Get-QlikDataConnection -First 2).Count | Should -Be 2
    }

    It 'reports <what> as <id> and says what to do' -ForEach @(
        @{ what = 'an untrusted root'; id = 'QlikCertificateUntrusted'; advice = 'TrustedRoot'; run = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) } }
        @{ what = 'an expired certificate'; id = 'QlikCertificateUnusable'; advice = 'Export'; run = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.expiredPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -TrustedRoot $site.rootPem } }
        @{ what = 'a certificate without key'; id = 'QlikCertificateUnusable'; advice = 'secret key'; run = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.withoutKeyPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -TrustedRoot $site.rootPem } }
        @{ what = 'a wrong password of the file'; id = 'QlikCertificateUnusable'; advice = 'Export'; run = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -CertificatePassword (ConvertTo-Secret 'wrong') -TrustedRoot $site.rootPem } }
        @{ what = 'a wrong prefix'; id = 'QlikNotFound|QlikAuthenticationFailed'; advice = '.'; run = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy nosuch -Jwt (ConvertTo-Secret $site.jwt) -TrustedRoot $site.rootPem } }
        @{ what = 'a wrong token'; id = 'QlikAuthenticationFailed'; advice = 'Connect-QlikSession'; run = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -Jwt (ConvertTo-Secret 'x.y.z') -TrustedRoot $site.rootPem } }
        @{ what = 'a wrong login'; id = 'QlikAuthenticationFailed'; advice = '.'; run = { Connect-QlikSession -Server $site.proxyUrl -Credential ([pscredential]::new($site.windowsUser, (ConvertTo-Secret 'wrong'))) -TrustedRoot $site.rootPem } }
        @{ what = 'plain http'; id = 'QlikAddressInvalid'; advice = '.'; run = { Connect-QlikSession -Server 'http://127.0.0.1' -Jwt (ConvertTo-Secret 'x') } }
        @{ what = 'a server that is not there'; id = 'QlikUnreachable'; advice = '.'; run = { Connect-QlikSession -Server '127.0.0.1:9' -Jwt (ConvertTo-Secret 'x') -TimeoutSec 1 } }
    ) {
        $caught = $null
        try { & $run } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -Match "^($id),"
        $caught.ErrorDetails.RecommendedAction | Should -Match $advice
    }
}

Describe 'The same cmdlets on a client-managed site' {
    BeforeAll {
        $null = Connect-Site $site
        $script:all = Get-QlikDataConnection
    }
    BeforeEach { Clear-ServerRequest $site }

    It 'list all in one request' {
        @(Get-QlikDataConnection).Count | Should -BeGreaterThan 40
        @(Get-ServerRequest $site).Count | Should -Be 1
    }

    It 'find each name, whatever is in it' {
        foreach ($connection in $all) { (Get-QlikDataConnection ([WildcardPattern]::Escape($connection.Name))).Id | Should -Contain $connection.Id }
    }

    It 'match the pattern <_> as PowerShell does' -ForEach 'Sales*', '*Sales*', '*Sales', '?ales*', '[ST]*', '*%', "*'*", '*\*', 'tmp_*' {
        (Get-QlikDataConnection $_ -ErrorAction SilentlyContinue).Id | Sort-Object | Should -Be (($all | Where-Object Name -Like $_).Id | Sort-Object)
    }

    It 'narrow by owner, tag and type on the server' {
        (Get-QlikDataConnection -Owner 'ACME\leaver').OwnerName | Select-Object -Unique | Should -Be 'Lee Leaver'
        (Get-QlikDataConnection -Owner leaver@ACME).Count | Should -BeGreaterOrEqual 6
        (Get-QlikDataConnection -Tag stale).Id | Sort-Object | Should -Be (($all | Where-Object Tags -Contains stale).Id | Sort-Object)
        (Get-QlikDataConnection -Type folder).Id | Sort-Object | Should -Be (($all | Where-Object Type -EQ folder).Id | Sort-Object)
        @(Get-ServerRequest $site | Where-Object path -Match 'dataconnection' | Where-Object path -NotMatch 'filter=').Count | Should -Be 0
    }

    It 'sort, count and show rights' {
        (Get-QlikDataConnection -OrderBy Name -First 3).Name | Should -Be ($all.Name | Sort-Object -Culture '' | Select-Object -First 3)
        "$(Get-QlikDataConnection -First 0 -IncludeTotalCount)" | Should -Match "\b$($all.Count)\b"
        (Get-ServerRequest $site).path | Should -Contain ((Get-ServerRequest $site).path -like '*/count*')[0]
        (Get-QlikDataConnection 'Sales DWH' -Detailed).Privileges | Should -Contain 'update'
    }

    It 'show the server''s words about a wrong filter, decoded' {
        $caught = $null
        try { Get-QlikDataConnection -Filter 'name eq Sales' } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
        "$caught" | Should -Match 'single quote'
        "$caught" | Should -Not -Match '&quot;|&#39;'
    }

    It 'say what a site does not have' {
        foreach ($attempt in { Get-QlikDataConnection -Space Finance -ErrorAction Stop }, { $all[0] | Set-QlikDataConnection -Space Finance -ErrorAction Stop }, { New-QlikDataConnection x mssql -ErrorAction Stop }) {
            $attempt | Should -Throw -ErrorId 'QlikNotSupported,*'
        }
        @(Sent).Count | Should -Be 0
    }

    Context 'changing' {
        BeforeEach {
            $script:subject = New-QlikDataConnection "subject $([guid]::NewGuid())" -ConnectionString '\\fs01\data\' -Type folder -Tag stale -Credential ([pscredential]::new('etl', (ConvertTo-Secret 'first'))) -CustomProperty @{ Department = 'Sales' }
            Clear-ServerRequest $site
        }

        It 'create with tags, properties and login, and do not show the password' {
            $subject.Tags | Should -Be 'stale'
            $subject.CustomProperties['Department'] | Should -Be 'Sales'
            $subject.UserName | Should -Be 'etl'
            $subject | Format-List * | Out-String | Should -Not -Match 'first'
        }

        It 'write once for an object that was just read' {
            $after = $subject | Set-QlikDataConnection -NewName "renamed $($subject.Id)" -AddTag prod -CustomProperty @{ Department = 'finance' } -Type ODBC -Architecture X64 -LogOn CurrentUser -PassThru
            @(Sent).Count | Should -Be 1
            $after.Tags | Sort-Object | Should -Be 'prod', 'stale'
            $after.CustomProperties['Department'] | Should -Be 'Finance' -Because 'the definition spells it so'
            $after.Type, $after.Architecture, $after.LogOn | Should -Be 'ODBC', 'X64', 'CurrentUser'
        }

        It 'send nothing when nothing changes' {
            $subject | Set-QlikDataConnection -NewName $subject.Name -AddTag STALE -CustomProperty @{ Department = 'SALES' }
            @(Get-ServerRequest $site).Count | Should -Be 0
        }

        It 'clear a login' {
            ($subject | Set-QlikDataConnection -ClearCredential -PassThru).UserName | Should -BeNullOrEmpty
        }

        It 'remove a custom property, and the last tag' {
            $after = $subject | Set-QlikDataConnection -CustomProperty @{ Department = @() } -RemoveTag stale -PassThru
            $after.CustomProperties.Count | Should -Be 0
            $after.Tags.Count | Should -Be 0
        }

        It 'report <what> before anything is sent' -ForEach @(
            @{ what = 'an unknown tag'; id = 'QlikTagNotFound'; splat = @{ AddTag = 'prodd' }; near = 'prod' }
            @{ what = 'an unknown property'; id = 'QlikCustomPropertyNotFound'; splat = @{ CustomProperty = @{ Departement = 'Sales' } }; near = 'Department' }
            @{ what = 'a value that is not allowed'; id = 'QlikCustomPropertyInvalid'; splat = @{ CustomProperty = @{ Department = 'Nowhere' } }; near = 'Finance' }
        ) {
            # Given on the command line it is wrong for every connection: one error, which ends the command.
            $problem = { $subject, $subject | Set-QlikDataConnection @splat } | Should -Throw -ErrorId "$id,QlikConnections.Commands.SetQlikDataConnectionCommand" -PassThru
            "$problem" | Should -Match $near
            @(Sent).Count | Should -Be 0
        }

        It 'keep what somebody else changed meanwhile, and refuse to overwrite the same' {
            $null = Connect-Site $site -Name other -Splat @{ UserDirectory = 'ACME'; UserId = 'admin' }
            Get-QlikDataConnection -Id $subject.Id -Session other | Set-QlikDataConnection -AddTag prod
            $subject | Set-QlikDataConnection -NewName "kept $($subject.Id)" -ErrorAction Stop
            $now = Get-QlikDataConnection -Id $subject.Id -Session site
            $now.Name, ($now.Tags -contains 'prod') | Should -Be "kept $($subject.Id)", $true

            Get-QlikDataConnection -Id $subject.Id -Session other | Set-QlikDataConnection -NewName "theirs $($subject.Id)"
            $now | Set-QlikDataConnection -NewName "ours $($subject.Id)" -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.FullyQualifiedErrorId | Should -BeLike 'QlikConflict,*'
            "$problem" | Should -Match 'ACME\\admin'
            (Get-QlikDataConnection -Id $subject.Id -Session site).Name | Should -Be "theirs $($subject.Id)"
            Disconnect-QlikSession other
        }

        It 'move owners by DIR\user, user@domain, id and object, without a warning about credentials' {
            foreach ($owner in 'ACME\bob-smith.jr', 'kim larsen@ACME', (Get-QlikUser 'ACME\zoë').Id, (Get-QlikUser 'ACME\anna')) {
                $subject = $subject | Move-QlikDataConnectionOwner -Owner $owner -PassThru -WarningVariable warned
                $warned | Should -BeNullOrEmpty
            }
            $subject.OwnerName | Should -Be 'Anna Berg'
        }

        It 'warn about an owner who is not active, and refuse an ambiguous one' {
            $subject | Move-QlikDataConnectionOwner -Owner 'ACME\leaver' -WarningVariable warned -WarningAction SilentlyContinue
            $warned | Should -Match 'inactive'
            { $subject | Move-QlikDataConnectionOwner -Owner anna } | Should -Throw -ErrorId 'QlikAmbiguousName,*'
        }

        It 'remove, and say what was gone already' {
            $subject, $subject.Id | Remove-QlikDataConnection -Force -ErrorAction Stop
            $subject | Remove-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }

        It 'rename by script block and from CSV' {
            $subject | Set-QlikDataConnection -NewName { $_.Name -replace '^subject', 'block' }
            $file = Join-Path $TestDrive 'c.csv'
            Get-QlikDataConnection "block *" | Select-Object Id, Session, @{ n = 'NewName'; e = { "csv $($_.Id)" } } | Export-Csv $file
            Import-Csv $file | Set-QlikDataConnection -ErrorAction Stop
            (Get-QlikDataConnection -Id $subject.Id).Name | Should -Be "csv $($subject.Id)"
        }

        It 'name custom properties in alphabetical order, whatever the order of the table' {
            $change = [ordered]@{ Environment = 'Dev'; Department = 'finance' }
            $text = & { $subject | Set-QlikDataConnection -CustomProperty $change -Confirm:$false -Verbose } 4>&1 | Out-String
            $text | Should -Match "Department 'Sales' -> 'finance', Environment"
            $text = & { New-QlikDataConnection "subject $([guid]::NewGuid())" -Type folder -ConnectionString 'C:\x\' -CustomProperty $change -Confirm:$false -Verbose } 4>&1 | Out-String
            $text | Should -Match 'Department = finance, Environment = Dev'
        }

        It 'send nothing under -WhatIf, and say names' {
            $text = & { $subject | Set-QlikDataConnection -NewName other -Confirm:$false -Verbose -WhatIf:$false } 4>&1 | Out-String
            $text | Should -Match "name '$($subject.Name)' -> 'other'"
            Clear-ServerRequest $site
            $subject | Move-QlikDataConnectionOwner -Owner 'ACME\anna' -WhatIf
            $subject | Remove-QlikDataConnection -WhatIf -Force
            @(Sent).Count | Should -Be 0
        }
    }
}

Describe 'Both platforms at once' {
    It 'keep their objects apart' {
        $null = Connect-Site $site -Name site
        $null = Connect-QlikSession -Sandbox Cloud -Name cloud
        $null = Connect-QlikSession -Sandbox Repository -Name offline
        $both = Get-QlikDataConnection 'Sales DWH' -Session site, cloud, offline
        $both.Session.Platform | Sort-Object -Unique | Should -Be 'Cloud', 'Repository'
        ($both | Set-QlikDataConnection -NewName { "$($_.Name) $($_.Session)" } -PassThru).Name | Should -Contain 'Sales DWH cloud'
        (Get-QlikDataConnection 'Sales DWH *' -Session site, cloud, offline).Name | Sort-Object -Unique | Should -Be 'Sales DWH cloud', 'Sales DWH offline', 'Sales DWH site'
    }
}
