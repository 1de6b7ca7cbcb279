# Many sessions: signing in by rows, patterns of names, the default session, the network proxy.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer --repository
    $script:key = ConvertTo-Secret $server.apiKey
    function Get-Caught([scriptblock] $Run) { try { & $Run } catch { return $_ } }
}
AfterAll { Stop-SandboxServer $server; Stop-SandboxServer $site }

Describe 'Connect-QlikSession for rows' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'signs in by a CSV with one sign-in for all rows' {
        $rows = "Name,Tenant`nemea,$($server.url)`napac,$($server.url)" | ConvertFrom-Csv
        $sessions = $rows | Connect-QlikSession -ApiKey $key
        $sessions.Name | Should -Be 'emea', 'apac'
        $sessions.IsConnected | Should -Be $true, $true
        (Get-QlikSession -Default).Name | Should -Be 'apac'
    }

    It 'signs in by a CSV whose rows sign in differently, empty cells included' {
        $csv = @(
            'Name,Tenant,Server,Sandbox,CertificatePath,CertificatePassword,TrustedRoot,UseDefaultCredential,ApiNamespace'
            "cloud,$($server.url),,,,,,,Connectivity"
            "box,,,Repository,,,,False,"
            "site,,$($site.certificateUrl),,$($site.clientPfx),,$($site.rootPem),,"
            'tenant,,,cloud'
        ) | ConvertFrom-Csv
        $rows = $csv | Select-Object -Property *,
            @{ Name = 'ApiKey'; Expression = { if ($_.Tenant) { $key } } },
            @{ Name = 'CertificatePassword'; Expression = { if ($_.Server) { ConvertTo-Secret $site.pfxPassword } } } -ExcludeProperty CertificatePassword
        $sessions = $rows | Connect-QlikSession
        $sessions.Name | Should -Be 'cloud', 'box', 'site', 'tenant'
        $sessions.Authentication | Should -Be 'ApiKey', 'Sandbox', 'Certificate', 'Sandbox'
        $sessions[0].ApiNamespace | Should -Be 'Connectivity'
    }

    It 'takes the secret of each row from a script block' {
        $keys = @{ admin = $server.apiKey; member = $server.memberApiKey }
        $sessions = 'admin', 'member' | ForEach-Object { [pscustomobject]@{ Name = $_; Tenant = $server.url } } |
            Connect-QlikSession -ApiKey { ConvertTo-Secret $keys[$_.Name] }
        $sessions.UserName | Should -Be 'Ada Admin', 'Bob Meyer'
    }

    It 'takes hashtables as rows, and quotes no secret of one' {
        (@{ Sandbox = 'Cloud'; Name = 'table one' }, [ordered]@{ Sandbox = 'Repository'; Name = 'table two' } | Connect-QlikSession).Name |
            Should -Be 'table one', 'table two'
        foreach ($secret in 'MARKER-text', 471147) {
            @{ Tenant = $server.url; ApiKey = $secret } | Connect-QlikSession -ErrorVariable problem -ErrorAction SilentlyContinue
            @($problem).Count | Should -Be 1
            "$problem $($problem.TargetObject | Out-String) $($problem.Exception | Format-List * -Force | Out-String)" | Should -Not -Match $secret
        }
        @{ Sandbox = 'Moon' } | Connect-QlikSession -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        "$problem" | Should -Match 'Sandbox'
        Disconnect-QlikSession -Session 'table one', 'table two'
    }

    It 'takes tenants as text, and what other tools call an address' {
        ($server.url | Connect-QlikSession -ApiKey $key).Name | Should -Be '127.0.0.1'
        [pscustomobject]@{ Uri = $server.url } | Connect-QlikSession -ApiKey $key | Should -Not -BeNullOrEmpty
        [pscustomobject]@{ ComputerName = $site.certificateUrl; CertificatePath = $site.clientPfx; TrustedRoot = $site.rootPem } |
            Connect-QlikSession -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -Name byName | ForEach-Object Name | Should -Be 'byName'
    }

    It 'reports each row that fails, with its name, and signs in with the others' {
        $rows = @(
            [pscustomobject]@{ Name = 'good'; Tenant = $server.url; ApiKey = $key }
            [pscustomobject]@{ Name = 'refused'; Tenant = $server.url; ApiKey = ConvertTo-Secret 'wrong' }
            [pscustomobject]@{ Name = 'away'; Tenant = 'http://127.0.0.1:9'; ApiKey = $key }
            [pscustomobject]@{ Name = 'unclear'; Tenant = $server.url; ApiKey = $null }
            [pscustomobject]@{ Name = 'GOOD'; Tenant = $server.url; ApiKey = $key }
            [pscustomobject]@{ Name = 'text'; Tenant = $server.url; ApiKey = 'plain-word' }
            [pscustomobject]@{ Name = 'last'; Tenant = $server.url; ApiKey = $key }
        )
        $sessions = $rows | Connect-QlikSession -TimeoutSec 5 -ErrorVariable problems -ErrorAction SilentlyContinue
        $sessions.Name | Should -Be 'good', 'last'
        $problems.TargetObject | Should -Be 'refused', 'away', 'unclear', 'GOOD', 'text'
        $problems.FullyQualifiedErrorId -replace ',.*' |
            Should -Be 'QlikAuthenticationFailed', 'QlikUnreachable', 'QlikSignInInvalid', 'QlikInputContradiction', 'QlikInputInvalid'
        foreach ($problem in $problems) {
            "$problem" | Should -BeLike "*'$($problem.TargetObject)'*"
            $problem | Format-List -Force * | Out-String | Should -Not -Match 'plain-word'
        }
    }

    It 'names a row without a name by its position' {
        [pscustomobject]@{ Sandbox = 'Cloud' }, [pscustomobject]@{ Sandbox = '' } | Connect-QlikSession -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        "$problem" | Should -BeLike "*'row 2'*"
    }

    It 'signs in with several at a time, as -ThrottleLimit allows, in the order of the rows' {
        Set-ServerLatency $server 100
        $null = Invoke-Control $server concurrency Delete
        try {
            $sessions = 1..8 | ForEach-Object { [pscustomobject]@{ Name = "t$_"; Tenant = $server.url } } | Connect-QlikSession -ApiKey $key -ThrottleLimit 3
        }
        finally { Set-ServerLatency $server 0 }
        $sessions.Name | Should -Be (1..8 | ForEach-Object { "t$_" })
        (Invoke-Control $server concurrency).most | Should -Be 3
    }
}

Describe 'A sign-in that is not complete' {
    It '<given> is an error that lists what there is' -ForEach @(
        @{ given = 'nothing'; run = { Connect-QlikSession }; names = '-Tenant with -ApiKey', '-Server with -UseDefaultCredential', '-Sandbox' }
        @{ given = '-Tenant'; run = { Connect-QlikSession -Tenant acme.test }; names = '-ApiKey', '-AccessToken', '-ClientCredential' }
        @{ given = 'a tenant by position'; run = { Connect-QlikSession acme.test }; names = '-ApiKey', '-AccessToken', '-ClientCredential' }
        @{ given = '-Server'; run = { Connect-QlikSession -Server acme.test }; names = '-Certificate', '-Credential', '-UseDefaultCredential', '-Jwt', '-HeaderName' }
        @{ given = '-Server -UserId'; run = { Connect-QlikSession -Server acme.test -UserId anna }; names = '-Certificate', '-CertificatePath', '-HeaderName' }
        @{ given = '-ApiKey'; run = { Connect-QlikSession -ApiKey $key }; names = '-Tenant with -ApiKey' }
        @{ given = '-CertificatePath'; run = { Connect-QlikSession -CertificatePath ./client.pem }; names = '-Server with -CertificatePath' }
        @{ given = '-VirtualProxy'; run = { Connect-QlikSession -VirtualProxy jwt }; names = '-Server with -Jwt', '-Server with -Credential' }
        @{ given = '-HeaderName'; run = { Connect-QlikSession -Server a -HeaderName X-User }; names = '-UserId' }
        @{ given = '-Path'; run = { Connect-QlikSession -Path ./state.json }; names = '-Sandbox' }
        @{ given = 'both addresses'; run = { Connect-QlikSession -Tenant a -Server b }; names = '-Tenant with -ApiKey', '-Server with -Jwt' }
        @{ given = 'a key for a site'; run = { Connect-QlikSession -Server a -ApiKey $key }; names = '-Tenant with -ApiKey' }
        @{ given = 'two sign-ins'; run = { Connect-QlikSession -Tenant a -ApiKey $key -AccessToken $key }; names = '-AccessToken', '-ApiKey' }
        @{ given = 'what the sign-in does not take'; run = { Connect-QlikSession -Tenant a -ApiKey $key -TrustedRoot $site.rootPem }; names = '-TrustedRoot' }
        @{ given = '-AllowHttp for a site'; run = { Connect-QlikSession -Server a -Jwt $key -AllowHttp }; names = '-AllowHttp', '-Jwt' }
        @{ given = 'a login for no proxy'; run = { Connect-QlikSession -Tenant a -ApiKey $key -ProxyUseDefaultCredentials }; names = '-ProxyUseDefaultCredentials', '-Proxy' }
        @{ given = 'two logins for a proxy'; names = '-ProxyCredential'; run = {
                Connect-QlikSession -Tenant a -ApiKey $key -Proxy http://a -ProxyUseDefaultCredentials -ProxyCredential ([pscredential]::new('u', $key)) } }
    ) {
        $caught = Get-Caught $run
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        $caught.CategoryInfo.Category | Should -Be 'InvalidArgument'
        foreach ($name in $names) { "$caught" | Should -BeLike "*$name*" }
        Get-QlikSession | Should -BeNullOrEmpty
    }

    It 'says which value of the command line is empty' -ForEach @(
        @{ run = { Connect-QlikSession -Tenant $missing -ApiKey $key } }
        @{ run = { Connect-QlikSession -Tenant '' -ApiKey $key } }
        @{ run = { Connect-QlikSession -Tenant a -ApiKey $missing } }
        @{ run = { Connect-QlikSession -Sandbox Cloud -Name ' ' } }
    ) {
        (Get-Caught $run).FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
    }

    It 'takes the names that people type: <name>' -ForEach @(
        @{ name = '-UseDefaultCredentials'; run = { Connect-QlikSession -Server 127.0.0.1:9 -UseDefaultCredentials -TimeoutSec 1 }; id = 'QlikUnreachable' }
        @{ name = '-ComputerName'; run = { Connect-QlikSession -ComputerName 127.0.0.1:9 -Jwt $key -TimeoutSec 1 }; id = 'QlikUnreachable' }
        @{ name = '-Uri'; run = { Connect-QlikSession -Uri http://127.0.0.1:9 -ApiKey $key -TimeoutSec 1 }; id = 'QlikUnreachable' }
        @{ name = '-CertificateThumbprint'; run = { Connect-QlikSession -Server a -CertificateThumbprint ('0' * 40) }; id = 'ParameterArgumentTransformationError' }
    ) {
        (Get-Caught $run).FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}

Describe 'Names of sessions' {
    BeforeEach {
        $null = Connect-QlikSession -Sandbox Cloud -Name emea-1
        $null = Connect-QlikSession -Sandbox Cloud -Name emea-2
        $null = Connect-QlikSession -Sandbox Repository -Name 'apac[1]'
    }

    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'are patterns in -Session of <command>' -ForEach @(
        @{ command = 'Get-QlikDataConnection'; run = { Get-QlikDataConnection -Session emea* -Name CRM } }
        @{ command = 'Get-QlikSpace'; run = { Get-QlikSpace -Session emea* -Name Finance } }
        @{ command = 'Get-QlikUser'; run = { Get-QlikUser -Session emea-? -Identity 'Anna Berg' } }
        @{ command = 'Get-QlikDataSource'; run = { Get-QlikDataSource -Session emea-[12] -Id mssql } }
        @{ command = 'Set-QlikDataConnection'; run = { Set-QlikDataConnection -Session emea* -Name CRM* -AddTag x -PassThru -Confirm:$false } }
    ) {
        (& $run).Session.Name | Should -Be 'emea-1', 'emea-2'
    }

    It 'mean themselves first, and an object is one session' {
        (Get-QlikDataConnection -Session 'apac[1]' -Name CRM).Session.Name | Should -Be 'apac[1]'
        (Get-QlikDataConnection -Session (Get-QlikSession 'apac*') -Name CRM).Session.Name | Should -Be 'apac[1]'
        { Get-QlikDataConnection -Session amer* } | Should -Throw -ErrorId 'QlikSessionUnknown,*'
    }

    It 'are patterns for Disconnect-QlikSession' {
        Disconnect-QlikSession emea*
        (Get-QlikSession).Name | Should -Be 'apac[1]'
    }

    It 'of both sandboxes differ' {
        (Connect-QlikSession -Sandbox Cloud).Name | Should -Not -Be (Connect-QlikSession -Sandbox Repository).Name
        Get-QlikSession | Should -HaveCount 5
    }

    It 'are not taken silently by <what>' -ForEach @(
        @{ what = 'another platform'; run = { Connect-QlikSession -Sandbox Repository -Name emea-1 } }
        @{ what = 'another tenant'; run = { Connect-QlikSession -Tenant $server.url -ApiKey $key -Name EMEA-1 } }
        @{ what = 'a second sandbox'; run = { Connect-QlikSession -Sandbox Cloud -Name emea-1 } }
    ) {
        $before = Get-QlikSession emea-1
        $null = & $run -WarningVariable warnings 3>$null
        $null = & $run 3>&1 | Tee-Object -Variable output
        @($output | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Count | Should -BeLessOrEqual 1
        $before.IsConnected | Should -BeFalse
    }

    It 'are taken again by a new sign-in to the same tenant' {
        $null = Connect-QlikSession -Tenant $server.url -ApiKey $key -Name same
        Connect-QlikSession -Tenant $server.url -ApiKey $key -Name same 3>&1 | Should -BeOfType ([QlikConnections.QlikSession])
    }
}

Describe 'Select-QlikSession' {
    BeforeAll {
        $one = Connect-QlikSession -Sandbox Cloud -Name one
        $null = Connect-QlikSession -Sandbox Cloud -Name two
        $null = Connect-QlikSession -Sandbox Repository -Name three
    }

    AfterAll { Get-QlikSession | Disconnect-QlikSession }

    It 'makes the session <how> the default, and returns it' -ForEach @(
        @{ how = 'by name'; name = 'two'; run = { Select-QlikSession TWO } }
        @{ how = 'by object'; name = 'one'; run = { Select-QlikSession $one } }
        @{ how = 'from the pipeline'; name = 'three'; run = { Get-QlikSession three | Select-QlikSession } }
        @{ how = 'by a pattern of one'; name = 'two'; run = { Select-QlikSession *w* } }
    ) {
        (& $run).Name | Should -Be $name
        (Get-QlikSession | Where-Object IsDefault).Name | Should -Be $name
        (Select-QlikSession -Default).Name | Should -Be $name
        (Get-QlikDataConnection -First 1).Session.Name | Should -Be $name
    }

    It 'refuses <what> and changes nothing' -ForEach @(
        @{ what = 'a pattern of several'; id = 'QlikInputInvalid'; run = { Select-QlikSession t* } }
        @{ what = 'an unknown name'; id = 'QlikSessionUnknown'; run = { Select-QlikSession four } }
        @{ what = 'a disconnected session'; id = 'QlikSessionClosed'; run = {
                $gone = Connect-QlikSession -Sandbox Cloud -Name gone
                Disconnect-QlikSession gone
                Select-QlikSession one | Out-Null
                Select-QlikSession $gone } }
    ) {
        $null = Select-QlikSession one
        $run | Should -Throw -ErrorId "$id,*"
        (Select-QlikSession -Default).Name | Should -Be 'one'
    }

    It 'says that nothing is connected' {
        (Invoke-InRunspace -Script 'try { Select-QlikSession -Default } catch { $_.FullyQualifiedErrorId }').Output | Should -BeLike 'QlikNotConnected,*'
    }

    It 'shows whether a session is connected' {
        $gone = Connect-QlikSession -Sandbox Cloud -Name gone
        $gone | Format-Table | Out-String | Should -Match 'gone +\S+ +True'
        Disconnect-QlikSession gone
        $gone | Format-Table | Out-String | Should -Match 'gone +(False +)?False'
    }
}

Describe 'More sessions than work at the same time' {
    AfterAll { Get-QlikSession | Disconnect-QlikSession }

    It 'are all worked on, in their order, with a limit' {
        $names = 1..50 | ForEach-Object { "many-$_" }
        $null = $names | ForEach-Object { [pscustomobject]@{ Name = $_; Tenant = $server.url } } | Connect-QlikSession -ApiKey $key
        Set-ServerLatency $server 50
        $null = Invoke-Control $server concurrency Delete
        try { $spaces = Get-QlikSpace -Session many-* -Name Finance }
        finally { Set-ServerLatency $server 0 }
        $spaces.Session.Name | Should -Be $names
        $most = (Invoke-Control $server concurrency).most
        $most | Should -BeGreaterThan 4
        $most | Should -BeLessOrEqual 32
    }
}

Describe 'The network proxy' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $proxy }

    It 'is passed by every request of a tenant and of a site, with its login' {
        $proxy = Start-SandboxServer '--network-proxy', 'anna:proxy-word'
        $login = [pscredential]::new('anna', (ConvertTo-Secret 'proxy-word'))
        $null = Connect-QlikSession -Tenant $server.url -ApiKey $key -Proxy $proxy.url -ProxyCredential $login
        $null = Get-QlikDataConnection -First 1
        $null = [pscustomobject]@{ Server = $site.certificateUrl; Proxy = $proxy.url } |
            Connect-QlikSession -CertificatePath $site.clientPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -TrustedRoot $site.rootPem -ProxyCredential $login
        $proxy.Process.StandardInput.Close()
        $passed = $proxy.Process.StandardOutput.ReadToEnd() -split '\r?\n'
        $passed -like "GET $($server.url)/api/v1/data-connections*" | Should -HaveCount 1
        $passed -like 'CONNECT 127.0.0.1:*' | Should -Not -BeNullOrEmpty
    }

    It 'is named when it refuses the login, which is nowhere shown' {
        $proxy = Start-SandboxServer '--network-proxy', 'anna:proxy-word'
        $login = [pscredential]::new('anna', (ConvertTo-Secret 'hidden-word'))
        $run = Invoke-InRunspace -Variable @{ url = $server.url; key = $key; proxy = $proxy.url; login = $login } -Script {
            try { Connect-QlikSession -Tenant $url -ApiKey $key -Proxy $proxy -ProxyCredential $login -Verbose -Debug }
            catch { $_.FullyQualifiedErrorId; $_.ErrorDetails.RecommendedAction; $_ | Format-List -Force * | Out-String }
        }
        $run.Output[0] | Should -BeLike 'QlikUnreachable,*'
        $run.Output[1] | Should -Match '-ProxyCredential'
        $run.Output, $run.Verbose, $run.Debug, $run.Error, $run.Warning | Out-String | Should -Not -Match 'hidden-word|aGlkZGVu'
    }
}

Describe 'Rows of Connect-QlikSession with mistakes' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'names the columns that it does not use' {
        $null = "Name,Tenant,Tennant,Sandbx`na,$($server.url),x,y" | ConvertFrom-Csv | Connect-QlikSession -ApiKey $key -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*not used: Sandbx, Tennant.'
    }

    It 'says which columns say where to sign in' {
        "Name,Tennant`na,$($server.url)" | ConvertFrom-Csv | Connect-QlikSession -ApiKey $key -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction Ignore
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        "$problem" | Should -BeLike '*no value in a column Tenant, Server, Sandbox, Profile or Context (its columns: Name, Tennant).'
    }

    It 'names the ways to pass a secret, and does not repeat it' {
        "Name,Tenant,ApiKey`na,$($server.url),abc-secret" | ConvertFrom-Csv | Connect-QlikSession -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike '*$env:NAME | ConvertTo-SecureString -AsPlainText -Force*'
        $problem[0].ErrorDetails.RecommendedAction | Should -BeLike '*Select-Object*'
        "$problem $($problem[0].ErrorDetails.RecommendedAction)" | Should -Not -BeLike '*abc-secret*'
        { Connect-QlikSession -Tenant $server.url -ApiKey abc } | Should -Throw '*$env:NAME | ConvertTo-SecureString -AsPlainText -Force*'
    }

    It 'refuses a name with wildcards, and explains a pattern that fits no session' {
        { Connect-QlikSession -Sandbox Cloud -Name 'a*' } | Should -Throw '*must not contain*'
        $null = Connect-QlikSession -Sandbox Cloud -Name one
        $failure = try { Get-QlikDataConnection -Session zz* } catch { $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikSessionUnknown,*'
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Correct the pattern. Get-QlikSession lists the sessions.'
    }

    It 'recommends a sign-in of the platform: <what>' -ForEach @(
        @{ what = 'server'; run = { Connect-QlikSession -Server x.test -VirtualProxy h }; text = '*-Server and -VirtualProxy are not enough*'; advice = '*-Server qlik.acme.com*' }
        @{ what = 'tenant'; run = { Connect-QlikSession -Tenant x.test -AllowHttp }; text = '*'; advice = '*-Tenant acme*' }
    ) {
        $failure = Get-Caught $run
        "$failure" | Should -BeLike $text
        $failure.ErrorDetails.RecommendedAction | Should -BeLike $advice
    }

    It 'names the proxy that cannot be reached' {
        $failure = Get-Caught { Connect-QlikSession -Tenant x.invalid -ApiKey $key -Proxy http://127.0.0.1:9 }
        "$failure" | Should -BeLike '*The network proxy 127.0.0.1:9 did not accept the connection.*'
        $failure = Get-Caught { Connect-QlikSession -Tenant https://127.0.0.1:9 -ApiKey $key }
        "$failure" | Should -Not -BeLike '*proxy 127*'
    }
}
