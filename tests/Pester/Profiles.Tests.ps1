# Profiles: what is saved, how it signs in again, and what is refused.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw)
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer --repository, --basic
    $script:vault = Import-StandInVault
    $script:folder = $env:QLIKCONNECTIONS_PROFILE_PATH
    function Set-VaultSecret([string] $Name, $Value, [string] $Vault = 'Store') { & $script:vault { $Vaults[$args[0]][$args[1]] = $args[2] } $Vault $Name $Value }
    function Get-Caught([scriptblock] $Run) { try { $null = & $Run } catch { return $_ } }
    function Reset-Everything {
        Get-QlikSession | Disconnect-QlikSession
        & $script:vault { $script:Failure = $null; $script:Vaults = @{ Store = @{} }; $Calls.Clear() }
        if (Test-Path $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
    }
    function Get-ProfileText([string] $Name) { Get-Content -LiteralPath (Join-Path $folder "$Name.json") -Raw }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
    Remove-Module Microsoft.PowerShell.SecretManagement
}

Describe 'A profile of a session' {
    AfterEach { Reset-Everything }

    It 'signs in again with <what>' -ForEach @(
        @{ what = 'an API key'; signIn = 'ApiKey'; secret = { $server.apiKey }
            connect = { Connect-QlikSession -Tenant $server.url -ApiKey $secure } }
        @{ what = 'an access token'; signIn = 'AccessToken'; secret = { $server.apiKey }
            connect = { Connect-QlikSession -Tenant $server.url -AccessToken $secure } }
        @{ what = 'an OAuth client'; signIn = 'OAuth'; secret = { $server.clientSecret }
            connect = { Connect-QlikSession -Tenant $server.url -ClientCredential ([pscredential]::new($server.clientId, $secure)) } }
        @{ what = 'a JSON web token'; signIn = 'Jwt'; secret = { $site.jwt }
            connect = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -Jwt $secure -TrustedRoot $site.rootPem } }
        @{ what = 'a certificate file'; signIn = 'Certificate'; secret = { $site.pfxPassword }
            connect = { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -CertificatePassword $secure -TrustedRoot $site.rootPem } }
        @{ what = 'a Windows login'; signIn = 'Windows'; secret = { $site.windowsPassword }
            connect = { Connect-QlikSession -Server $site.proxyUrl -Credential ([pscredential]::new($site.windowsUser, $secure)) -TrustedRoot $site.rootPem } }
        @{ what = 'a header'; signIn = 'Header'; secret = { $null }
            connect = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy hdr -HeaderName $site.headerName -UserId 'ACME\anna' -TrustedRoot $site.rootPem } }
    ) {
        $plain = & $secret
        $secure = if ($plain) { ConvertTo-Secret $plain }
        $first = & $connect
        $splat = if ($plain) { @{ SecretName = 'qlik'; SecretVault = 'Store'; Secret = $secure } } else { @{} }
        $saved = Save-QlikProfile prod @splat -PassThru
        $saved.Authentication | Should -Be $signIn
        $saved.Uri.TrimEnd('/') | Should -Be "$($first.Uri)".TrimEnd('/')
        $before = @(Get-QlikDataConnection -First 3).Id
        $first | Disconnect-QlikSession

        $again = Connect-QlikSession -Profile prod
        $again.Name | Should -BeExactly 'prod'
        $again.Uri | Should -Be $first.Uri
        $again.Authentication | Should -Be $first.Authentication
        $again.UserName | Should -Be $first.UserName
        @(Get-QlikDataConnection -First 3).Id | Should -Be $before

        if ($plain) { Get-ProfileText prod | Should -Not -Match ([regex]::Escape($plain)) }
        # What was signed in with a profile can be saved again.
        Save-QlikProfile second
        (Get-ProfileText second) | Should -Be (Get-ProfileText prod)
    }

    It 'keeps limits, addresses and proxy, and parameters take precedence' {
        $key = ConvertTo-Secret $server.apiKey
        $null = Connect-QlikSession -Tenant $server.url -ApiKey $key -ApiNamespace Connectivity -TimeoutSec 33 -RateLimitWaitSec 0 -MaximumResponseMB 2
        Save-QlikProfile prod -SecretName qlik -Secret $key
        $text = Get-ProfileText prod | ConvertFrom-Json
        $text.timeoutSec, $text.rateLimitWaitSec, $text.maximumResponseMB | Should -Be 33, 0, 2
        (Connect-QlikSession -Profile prod).ApiNamespace | Should -Be 'Connectivity'
        (Connect-QlikSession -Profile prod -ApiNamespace V1 -Name other).ApiNamespace | Should -Be 'V1'
        # Nothing listens there.
        (Get-Caught { Connect-QlikSession -Profile prod -Proxy 'http://127.0.0.1:9' -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikUnreachable,*'
    }

    It 'of a sandbox starts a sandbox' {
        $null = Connect-QlikSession -Sandbox Repository -Path "$TestDrive/state.json"
        Save-QlikProfile demo
        (Connect-QlikSession -Profile demo).Platform | Should -Be 'Repository'
        (Get-ProfileText demo | ConvertFrom-Json).path | Should -Be (Join-Path $TestDrive state.json)
    }

    It 'takes the session by object, by name and from the pipeline' {
        $one = Connect-QlikSession -Sandbox Cloud -Name one
        $null = Connect-QlikSession -Sandbox Repository -Name two
        Save-QlikProfile a -Session one
        Save-QlikProfile b -Session $one
        $one | Save-QlikProfile c
        Save-QlikProfile d
        (Get-QlikProfile).Platform | Should -Be 'Cloud', 'Cloud', 'Cloud', 'Repository'
    }

    It 'needs a session' {
        (Get-Caught { Save-QlikProfile x }).FullyQualifiedErrorId | Should -BeLike 'QlikNotConnected,*'
    }
}

Describe 'Save-QlikProfile by parameters' {
    AfterEach { Reset-Everything }

    It 'writes a profile that signs in: an API key' {
        Save-QlikProfile prod -Tenant $server.url -SecretVault Store -Secret (ConvertTo-Secret $server.apiKey)
        (& $vault { $Calls }) | Should -Be 'Set QlikConnections-prod Store'
        (Connect-QlikSession -Profile prod).Authentication | Should -Be 'ApiKey'
    }

    It 'writes a profile that signs in: an OAuth client' {
        Save-QlikProfile robot -Tenant $server.url -ClientId $server.clientId -Secret (ConvertTo-Secret $server.clientSecret)
        (Connect-QlikSession -Profile robot).Authentication | Should -Be 'OAuth'
    }

    It 'writes a profile that signs in: a JSON web token' {
        Save-QlikProfile jwt -Server $site.proxyUrl -VirtualProxy jwt -TrustedRoot $site.rootPem -Secret (ConvertTo-Secret $site.jwt)
        (Connect-QlikSession -Profile jwt).Authentication | Should -Be 'Jwt'
    }

    It 'writes a profile that signs in: a Windows login' {
        Save-QlikProfile windows -Server $site.proxyUrl -UserName $site.windowsUser -TrustedRoot $site.rootPem -Secret (ConvertTo-Secret $site.windowsPassword)
        (Connect-QlikSession -Profile windows).Authentication | Should -Be 'Windows'
        @(Get-QlikDataConnection -First 1).Count | Should -Be 1
    }

    It 'writes a profile of a sign-in in the browser, without signing in' {
        Save-QlikProfile me -Tenant a.test -Interactive -ClientId ' native ' -RedirectPort 47815, 47816 -Scope 'user_default  offline_access', openid -SecretVault Store
        $text = Get-ProfileText me | ConvertFrom-Json
        $text.signIn, $text.clientId | Should -Be 'Interactive', 'native'
        $text.redirectPort | Should -Be 47815, 47816
        $text.scope | Should -Be 'user_default', 'offline_access', 'openid'
        $text.secret.name, $text.secret.vault | Should -Be 'QlikConnections-me', 'Store'
        (& $vault { $Calls.Count }) | Should -Be 0
        $profile = Get-QlikProfile me
        $profile.Authentication, $profile.UserName | Should -Be 'Interactive', 'native'
        try {
            $env:QLIKCONNECTIONS_CLIENT_ID = 'of-the-environment'
            Save-QlikProfile other -Tenant a.test -Interactive
            (Get-QlikProfile other).UserName | Should -Be 'of-the-environment'
        }
        finally { $env:QLIKCONNECTIONS_CLIENT_ID = $null }
    }

    It 'writes a profile that signs in: a certificate file with its password in a file' {
        $file = New-Item "$TestDrive/pfx.txt" -Value "$($site.pfxPassword)`n" -Force
        if (-not $IsWindows) { chmod 600 $file }
        Save-QlikProfile cert -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem -SecretFile $file
        (Connect-QlikSession -Profile cert).UserName | Should -Be 'INTERNAL\sa_api'
    }

    It 'writes a profile that signs in: a header' {
        Save-QlikProfile header -Server $site.proxyUrl -VirtualProxy hdr -TrustedRoot $site.rootPem -HeaderName $site.headerName -UserId 'ACME\anna'
        (Connect-QlikSession -Profile header).UserName | Should -Be 'ACME\anna'
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'a place in a vault and in a file'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -SecretName s -SecretFile f } }
        @{ what = 'a secret for a sign-in without one'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Server a.test -UseDefaultCredential -SecretName s } }
        @{ what = 'two sign-ins'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Server a.test -UseDefaultCredential -HeaderName h -UserId u } }
        @{ what = 'a user for a token'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Server a.test -UserId u } }
        @{ what = 'a header without a user'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Server a.test -HeaderName h } }
        @{ what = 'the browser without a client'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -Interactive } }
        @{ what = 'ports without the browser'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -RedirectPort 1 } }
        @{ what = 'scopes without the browser'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -Scope s } }
        @{ what = 'a refresh token in a file'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -Interactive -ClientId c -SecretFile f } }
        @{ what = 'a secret for the browser'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -Interactive -ClientId c -Secret (ConvertTo-Secret k) } }
        @{ what = 'a login for no proxy'; id = 'QlikSignInInvalid'; run = { Save-QlikProfile x -Tenant a.test -ProxyUseDefaultCredentials } }
        @{ what = 'an address that is none, with a login'; id = 'QlikAddressInvalid'; run = { Save-QlikProfile x -Server 'https://me:planted@a b' } }
        @{ what = 'an address with a login'; id = 'QlikAddressInvalid'; run = { Save-QlikProfile x -Tenant https://me:planted@a.test } }
        @{ what = 'a proxy with a login'; id = 'QlikAddressInvalid'; run = { Save-QlikProfile x -Tenant a.test -Proxy http://me:planted@proxy:1 } }
        @{ what = 'plain http'; id = 'QlikAddressInvalid'; run = { Save-QlikProfile x -Tenant http://a.test } }
        @{ what = 'a certificate file behind a virtual proxy'; id = 'QlikAddressInvalid'; run = { Save-QlikProfile x -Server a.test -CertificatePath c.pfx -VirtualProxy p } }
        @{ what = 'a name with a path'; id = 'QlikInputInvalid'; run = { Save-QlikProfile ../x -Tenant a.test } }
        @{ what = 'a plain secret'; id = 'ParameterArgumentTransformationError'; run = { Save-QlikProfile x -Tenant a.test -Secret planted } }
        @{ what = 'an unknown vault'; id = 'QlikSecretUnavailable'; run = { Save-QlikProfile x -Tenant a.test -SecretVault Nowhere -Secret (ConvertTo-Secret k) } }
        @{ what = 'a tenant and a site'; id = 'QlikSignInInvalid'; says = '-Tenant and -Server|-Server and -Tenant'; run = { Save-QlikProfile x -Tenant a.test -Server b.test } }
        @{ what = 'a tenant and a session'; id = 'QlikSignInInvalid'; says = '-Tenant and -Session|-Session and -Tenant'; run = { Save-QlikProfile x -Tenant a.test -Session b } }
        @{ what = 'a header for a tenant'; id = 'QlikSignInInvalid'; says = '-HeaderName cannot be used with -Tenant; it is for -Server'; run = { Save-QlikProfile x -Tenant a.test -HeaderName h -UserId u } }
        @{ what = 'a client for a site'; id = 'QlikSignInInvalid'; says = '-ClientId cannot be used with -Server; it is for -Tenant'; run = { Save-QlikProfile x -Server a.test -ClientId c } }
        @{ what = 'a limit for a session'; id = 'QlikSignInInvalid'; says = '-TimeoutSec cannot be used with -Session; it is for -Tenant or -Server'; run = { Save-QlikProfile x -Session s -TimeoutSec 5 } }
        @{ what = 'a client without a tenant'; id = 'QlikSignInInvalid'; says = '-ClientId needs -Tenant'; run = { Save-QlikProfile x -ClientId c } }
        @{ what = 'a browser without a tenant'; id = 'QlikSignInInvalid'; says = '-Interactive needs -Tenant'; run = { Save-QlikProfile x -Interactive } }
        @{ what = 'a certificate file without a site'; id = 'QlikSignInInvalid'; says = '-CertificatePath needs -Server'; run = { Save-QlikProfile x -CertificatePath c.pfx } }
        @{ what = 'a proxy without a server'; id = 'QlikSignInInvalid'; says = '-Proxy needs -Tenant or -Server'; run = { Save-QlikProfile x -Proxy http://p:1 } }
        @{ what = 'a client id with a tab'; id = 'QlikSignInInvalid'; says = 'OAuth client'; run = { Save-QlikProfile x -Tenant a.test -ClientId "a`tb" } }
        @{ what = 'a client id with a blank, for the browser'; id = 'QlikSignInInvalid'; says = 'OAuth client'; run = { Save-QlikProfile x -Tenant a.test -ClientId 'a b' -Interactive } }
        @{ what = 'a client id with a line break'; id = 'QlikSignInInvalid'; says = 'OAuth client'; run = { Save-QlikProfile x -Tenant a.test -ClientId "a`r`nb" } }
        @{ what = 'a header with a line break'; id = 'QlikInputInvalid'; says = 'header name'; run = { Save-QlikProfile x -Server a.test -HeaderName "a`r`nb" -UserId u } }
        @{ what = 'a header that requests have'; id = 'QlikInputInvalid'; says = 'another meaning'; run = { Save-QlikProfile x -Server a.test -HeaderName authorization -UserId u } }
        @{ what = 'a header of the body'; id = 'QlikInputInvalid'; says = 'header name'; run = { Save-QlikProfile x -Server a.test -HeaderName Content-Length -UserId u } }
        @{ what = 'a user with a line break in a header'; id = 'QlikInputInvalid'; says = 'ASCII'; run = { Save-QlikProfile x -Server a.test -HeaderName h -UserId "a`r`nX: y" } }
        @{ what = 'a directory with a letter that no header can have'; id = 'QlikInputInvalid'; says = 'ASCII'; run = { Save-QlikProfile x -Server a.test -HeaderName h -UserDirectory 'Zürich' -UserId u } }
        @{ what = 'a user name with a line break'; id = 'QlikSignInInvalid'; says = "'userName'"; run = { Save-QlikProfile x -Server a.test -UserName "a`r`nb" } }
        @{ what = 'a certificate file that is not there'; id = 'QlikCertificateUnusable'; says = 'no such file'; run = { Save-QlikProfile x -Server a.test -CertificatePath ./none.pfx } }
        @{ what = 'a folder as a certificate'; id = 'QlikCertificateUnusable'; says = 'regular file'; run = { Save-QlikProfile x -Server a.test -CertificatePath $TestDrive } }
        @{ what = 'a certificate without its key'; id = 'QlikCertificateUnusable'; says = 'key'
            run = { Copy-Item $site.clientPem "$TestDrive/alone.pem"; Save-QlikProfile x -Server a.test -CertificatePath "$TestDrive/alone.pem" } }
        @{ what = 'a file that is no certificate'; id = 'QlikCertificateUnusable'; says = 'not a certificate'
            run = { Set-Content "$TestDrive/text.pfx" text; Save-QlikProfile x -Server a.test -CertificatePath "$TestDrive/text.pfx" } }
        @{ what = 'the wrong password of a certificate'; id = 'QlikCertificateUnusable'; says = 'password is wrong'
            run = { Save-QlikProfile x -Server a.test -CertificatePath $site.clientPfx -Secret (ConvertTo-Secret planted) } }
        @{ what = 'a secret file that is not there'; id = 'QlikSecretUnavailable'; says = 'no such file'; run = { Save-QlikProfile x -Tenant a.test -SecretFile ./none } }
        @{ what = 'a secret file of blanks'; id = 'QlikSecretUnavailable'; says = 'only line'
            run = { Set-Content "$TestDrive/blank" '  '; if (-not $IsWindows) { chmod 600 "$TestDrive/blank" }; Save-QlikProfile x -Tenant a.test -SecretFile "$TestDrive/blank" } }
        @{ what = 'a key of two words in a file'; id = 'QlikSecretUnavailable'; says = 'copy it again'
            run = { Set-Content "$TestDrive/words" 'planted planted'; if (-not $IsWindows) { chmod 600 "$TestDrive/words" }; Save-QlikProfile x -Tenant a.test -SecretFile "$TestDrive/words" } }
        @{ what = 'the name of a secret with a line break'; id = 'QlikSignInInvalid'; says = "'secret'"; run = { Save-QlikProfile x -Tenant a.test -SecretName "a`nb" } }
        @{ what = 'a vault with a zero'; id = 'QlikSignInInvalid'; says = "'secret'"; run = { Save-QlikProfile x -Tenant a.test -SecretName a -SecretVault "a`0b" } }
        @{ what = 'a scope that cannot be one'; id = 'QlikInputInvalid'; says = 'scope'; run = { Save-QlikProfile x -Tenant a.test -Interactive -ClientId c -Scope 'a"b' } }
        @{ what = 'a secret of blanks'; id = 'QlikInputInvalid'; says = '-Secret is empty'; run = { Save-QlikProfile x -Tenant a.test -Secret (ConvertTo-Secret "  `t`r`n") } }
        @{ what = 'a key of two words'; id = 'QlikSignInInvalid'; says = 'copy it again'; run = { Save-QlikProfile x -Tenant a.test -Secret (ConvertTo-Secret 'planted planted') } }
        @{ what = 'a JSON web token with a line break'; id = 'QlikSignInInvalid'; says = 'copy it again'; run = { Save-QlikProfile x -Server a.test -Secret (ConvertTo-Secret "planted`nplanted") } }
        @{ what = 'a locked vault'; id = 'QlikSecretUnavailable'; run = { & $vault { $script:Failure = { throw 'locked' } }; Save-QlikProfile x -Tenant a.test -Secret (ConvertTo-Secret k) } }
    ) {
        $caught = Get-Caught $run
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match ':planted@|planted planted'
        if ($says) { "$caught" | Should -Match $says }
        (& $vault { $Calls -like 'Set *' }) | Where-Object { $caught.FullyQualifiedErrorId -notlike 'QlikSecretUnavailable,*' } | Should -BeNullOrEmpty
        # Of the command that was run.
        "$caught $($caught.ErrorDetails.RecommendedAction)" | Should -Not -Match 'Connect-QlikSession -'
        "$caught" | Should -Not -Match 'Connect-QlikSession'
        Get-QlikProfile | Should -BeNullOrEmpty
    }

    It 'says what fits, for each pair of parameters' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters + 'Name', 'Force', 'PassThru', 'TrustedRoot', 'Certificate'
        $parameters = (Get-Command Save-QlikProfile).Parameters.Values | Where-Object Name -NotIn $common
        $parameters.Count | Should -BeGreaterThan 25
        $value = @{ ApiNamespace = 'V1'; Dialect = 'Current'; Tenant = 'a.test'; Server = 'a.test'; Proxy = 'http://p:1' }
        foreach ($parameter in $parameters) {
            $value[$parameter.Name] = if ($parameter.ParameterType -eq [switch]) { $true }
            elseif ($parameter.ParameterType -eq [securestring]) { ConvertTo-Secret x }
            elseif ($value[$parameter.Name]) { $value[$parameter.Name] } else { '1' }
        }
        foreach ($one in $parameters.Name) {
            foreach ($other in $parameters.Name) {
                $splat = @{ $one = $value[$one] }
                $splat[$other] = $value[$other]
                $caught = Get-Caught { Save-QlikProfile "p$([guid]::NewGuid())" @splat }
                if ($caught) { $caught.FullyQualifiedErrorId | Should -Match '^Qlik' -Because "-$one -$other" }
            }
        }
    }

    It 'takes a switch that is off as one that is not given' {
        Save-QlikProfile prod -Tenant a.test -UseDefaultCredential:$false -SkipCertificateCheck:$false
        (Get-QlikProfile prod).Authentication | Should -Be 'ApiKey'
    }

    It 'refuses an expired certificate, as Connect-QlikSession does' {
        $key = [System.Security.Cryptography.RSA]::Create(2048)
        $request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=old', $key, 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        $old = $request.CreateSelfSigned([System.DateTimeOffset]::UtcNow.AddYears(-2), [System.DateTimeOffset]::UtcNow.AddYears(-1))
        $file = Join-Path $TestDrive 'old.pfx'
        [System.IO.File]::WriteAllBytes($file, $old.Export('Pkcs12'))
        foreach ($run in { Save-QlikProfile x -Server a.test -CertificatePath $file }, { Connect-QlikSession -Server a.test -CertificatePath $file }) {
            $caught = Get-Caught $run
            $caught.FullyQualifiedErrorId | Should -BeLike 'QlikCertificateUnusable,*'
            "$caught" | Should -Match 'expired'
        }
        Get-QlikProfile | Should -BeNullOrEmpty
    }

    It 'refuses what the file of a profile has, as Connect-QlikSession does: <member>' -ForEach @(
        @{ member = 'clientId'; text = '"signIn": "OAuth", "tenant": "a.test", "clientId": "planted\tb"' }
        @{ member = 'headerName'; text = '"signIn": "Header", "server": "a.test", "headerName": "planted\r\nb", "userId": "u"' }
        @{ member = 'headerName'; text = '"signIn": "Header", "server": "a.test", "headerName": "Authorization", "userId": "u"' }
        @{ member = 'userId'; text = '"signIn": "Header", "server": "a.test", "headerName": "h", "userId": "planted\u00fc"' }
        @{ member = 'userName'; text = '"signIn": "Windows", "server": "a.test", "userName": "planted\nb"' }
    ) {
        $null = New-Item $folder -ItemType Directory -Force
        if (-not $IsWindows) { chmod 700 $folder }
        Set-Content (Join-Path $folder 'bad.json') "{ `"version`": 1, $text }"
        foreach ($run in { Connect-QlikSession -Profile bad }, { Get-QlikProfile bad -ErrorAction Stop }) {
            $caught = Get-Caught $run
            $caught.FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
            "$caught" | Should -Match "'$member'"
            "$caught" | Should -Not -Match 'planted'
        }
    }

    It 'refuses an empty login as empty' {
        foreach ($login in [pscredential]::Empty, [pscredential]::new('c', (ConvertTo-Secret ' ')), [pscredential]::new('c', [securestring]::new())) {
            foreach ($run in { Connect-QlikSession a.test -ClientCredential $login }, { Connect-QlikSession -Server a.test -Credential $login }, { Connect-QlikSession -Profile x -Proxy http://p:1 -ProxyCredential $login }) {
                (Get-Caught $run).FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
            }
        }
        ([pscustomobject]@{ Tenant = 'a.test'; ClientCredential = [pscredential]::Empty } | Connect-QlikSession -ErrorVariable failed -ErrorAction SilentlyContinue) | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
    }

    It 'refuses an empty value of each parameter' {
        $with = @{ VirtualProxy = 'Server'; Certificate = 'Server'; CertificatePath = 'Server'; UserName = 'Server'; HeaderName = 'Server'; UserDirectory = 'Server'; UserId = 'Server'; TrustedRoot = 'Server' }
        $parameters = (Get-Command Save-QlikProfile).Parameters.Values | Where-Object {
            $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters -and $_.ParameterType -ne [switch]
        }
        $parameters.Count | Should -BeGreaterThan 20
        foreach ($parameter in $parameters) {
            foreach ($value in '', ' ', $null, @() + @(if ($parameter.Name -eq 'Secret') { [securestring]::new() })) {
                $splat = @{ Name = 'x' }
                if ($parameter.Name -ne 'Session') { $splat[$(if ($with[$parameter.Name]) { 'Server' } else { 'Tenant' })] = 'a.test' }
                if ($parameter.Name -in 'Tenant', 'Server') { $splat = @{ Name = 'x' } }
                $splat[$parameter.Name] = $value
                $caught = Get-Caught { Save-QlikProfile @splat }
                $caught.FullyQualifiedErrorId | Should -Match '^(QlikInputInvalid|QlikAddressInvalid|Parameter|CannotConvertArgument)' -Because "-$($parameter.Name) '$value'"
            }
        }
        Get-QlikProfile | Should -BeNullOrEmpty
    }

    It 'replaces a profile only with -Force, in any case of its name' {
        Save-QlikProfile Prod -Tenant a.test
        (Get-Caught { Save-QlikProfile prod -Tenant b.test }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileExists,*'
        Save-QlikProfile prod -Tenant b.test -Force
        $profile = Get-QlikProfile
        $profile.Name | Should -BeExactly 'Prod'
        $profile.Uri | Should -Be 'https://b.test/'
    }

    It 'writes nothing with -WhatIf, and refuses then what it would refuse' {
        Save-QlikProfile prod -Tenant a.test
        $text = Get-ProfileText prod
        Save-QlikProfile prod -Tenant b.test -Force -Secret (ConvertTo-Secret k) -WhatIf
        Save-QlikProfile new -Tenant b.test -Secret (ConvertTo-Secret k) -WhatIf
        Get-ProfileText prod | Should -Be $text
        (Get-QlikProfile).Name | Should -Be 'prod'
        (& $vault { $Calls.Count }) | Should -Be 0
        (Get-Caught { Save-QlikProfile prod -Tenant b.test -WhatIf }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileExists,*'
    }
}

Describe 'Get-QlikProfile and Remove-QlikProfile' {
    AfterEach { Reset-Everything }

    BeforeEach { 'prod', 'test', 'two words' | ForEach-Object { Save-QlikProfile $_ -Tenant "$($_.Split(' ')[0]).test" } }

    It 'finds by name, pattern and case' {
        (Get-QlikProfile).Name | Should -Be 'prod', 'test', 'two words'
        (Get-QlikProfile PROD).Name | Should -Be 'prod'
        (Get-QlikProfile t*).Name | Should -Be 'test', 'two words'
        Get-QlikProfile z* | Should -BeNullOrEmpty
    }

    It 'reports a name without a profile, with a suggestion, and shows the others' {
        $found = Get-QlikProfile prd, test -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'test'
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikProfileNotFound,*'
        "$failed" | Should -Match "'prod'"
    }

    It 'reports a damaged profile and shows the others; it can be removed' {
        Set-Content (Join-Path $folder 'test.json') '{ "version": 2 }'
        $found = Get-QlikProfile -ErrorVariable failed -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'prod', 'two words'
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
        "$failed" | Should -Match 'newer version'
        $failed.ErrorDetails.RecommendedAction | Should -Match '^Update the module: Update-PSResource'
        Remove-QlikProfile test
        (Get-QlikProfile).Name | Should -Be 'prod', 'two words'
    }

    It 'refuses a file whose address has a login, before its secret is read' {
        Set-Content (Join-Path $folder 'test.json') '{ "version": 1, "signIn": "ApiKey", "tenant": "https://me:planted@a.test", "secret": { "name": "qlik" } }'
        $found = Get-QlikProfile -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
        (Get-Caught { Connect-QlikSession -Profile test }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
        "$($found | Format-List * | Out-String) $($failed | Format-List * -Force | Out-String) $($Error[0] | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
        (& $vault { $Calls.Count }) | Should -Be 0
    }

    It 'gives advice that works for two files with one name in different cases' {
        Copy-Item (Join-Path $folder 'prod.json') (Join-Path $folder 'Prod.json') -ErrorAction Ignore
        if (@(Get-ChildItem $folder -Filter *rod.json).Count -eq 1) { Set-ItResult -Skipped -Because 'the file system does not tell the cases apart'; return }
        foreach ($use in { Get-QlikProfile prod -ErrorAction Stop }, { Connect-QlikSession -Profile PROD }, { Save-QlikProfile prod -Tenant a.test -Force }, { Remove-QlikProfile PROD -ErrorAction Stop }) {
            $caught = Get-Caught $use
            $caught.FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
        }
        $null = Get-QlikProfile -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 2
        & ([scriptblock]::Create([regex]::Match($caught.ErrorDetails.RecommendedAction, "Remove-QlikProfile -Name '\w+'").Value))
        (Get-QlikProfile p*).Name | Should -BeExactly 'prod'
        (Get-QlikProfile PROD).Name | Should -BeExactly 'prod'
    }

    It 'removes by name, pattern and object, and leaves the secret' {
        Set-VaultSecret QlikConnections-prod 'k'
        Remove-QlikProfile prod -WhatIf
        (Get-QlikProfile).Count | Should -Be 3
        Get-QlikProfile t* | Remove-QlikProfile
        Remove-QlikProfile p*
        Get-QlikProfile | Should -BeNullOrEmpty
        (& $vault { $Vaults.Store.Count }) | Should -Be 1
        (Get-Caught { Remove-QlikProfile prod -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileNotFound,*'
    }

    It 'is piped to Connect-QlikSession by <what>' -ForEach @(
        @{ what = 'name'; pipe = { Get-QlikProfile one } }
        @{ what = 'several'; pipe = { Get-QlikProfile one, two } }
        @{ what = 'a copy'; pipe = { Get-QlikProfile one | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } } }
        @{ what = 'a row with a column'; pipe = { Get-QlikProfile one | Select-Object @{ Name = 'Profile'; Expression = 'Name' }, @{ Name = 'Name'; Expression = 'Name' } } }
        @{ what = 'its name alone'; pipe = { Get-QlikProfile one | Select-Object Name } }
    ) {
        Set-VaultSecret qlik $server.apiKey
        'one', 'two' | ForEach-Object { Save-QlikProfile $_ -Tenant $server.url -SecretName qlik }
        $profiles = @(& $pipe)
        $sessions = @($profiles | Connect-QlikSession)
        $sessions.Name | Should -Be $profiles.Name
        $sessions.Authentication | Select-Object -Unique | Should -Be 'ApiKey'
    }

    It 'is piped to Connect-QlikSession: <what>' -ForEach @(
        @{ what = 'a certificate file'; user = 'INTERNAL\sa_api'; splat = { @{ CertificatePassword = ConvertTo-Secret $site.pfxPassword } }
            save = { Save-QlikProfile x -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem } }
        @{ what = 'a header'; user = 'ACME\anna'; splat = { @{ Name = 'mine' } }
            save = { Save-QlikProfile x -Server $site.proxyUrl -VirtualProxy hdr -TrustedRoot $site.rootPem -HeaderName $site.headerName -UserId 'ACME\anna' } }
        @{ what = 'a sandbox with a file'; user = 'Ada Admin'; splat = { @{} }
            save = { $null = Connect-QlikSession -Sandbox Cloud -Path "$TestDrive/piped.json"; Save-QlikProfile x } }
    ) {
        & $save
        $splat = & $splat
        $session = Get-QlikProfile x | Connect-QlikSession @splat
        $session.UserName | Should -Be $user
        $session.Name | Should -Be $(if ($splat.Name) { $splat.Name } else { 'x' })
        (Get-Caught { Get-QlikProfile x | Connect-QlikSession -Sandbox Cloud -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
    }

    It 'completes the names for <_>' -ForEach 'Connect-QlikSession -Profile ', 'Get-QlikProfile ', 'Remove-QlikProfile ' {
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput($_, $_.Length, $null).CompletionMatches
        $found.CompletionText | Should -Be 'prod', 'test', "'two words'"
    }

    It 'is refused when others can write it' -Skip:$IsWindows {
        chmod 666 (Join-Path $folder 'prod.json')
        (Get-Caught { Connect-QlikSession -Profile prod }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileUntrusted,*'
        (Get-Caught { Get-QlikProfile prod -ErrorAction Stop }).CategoryInfo.Category | Should -Be 'SecurityError'
        chmod 777 $folder
        (Get-Caught { Save-QlikProfile other -Tenant a.test }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileUntrusted,*'
    }

    It 'is refused when it belongs to somebody else' -Skip:($IsWindows -or (id -u) -ne '0') {
        chown 12345 (Join-Path $folder 'prod.json')
        "$(Get-Caught { Connect-QlikSession -Profile prod })" | Should -Match 'belongs to another user'
        chown 12345 $folder
        (Get-Caught { Get-QlikProfile test -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikProfileUntrusted,*'
    }
}

Describe 'The secret of a profile' {
    AfterEach { Reset-Everything }

    BeforeEach { Save-QlikProfile prod -Tenant $server.url -SecretName qlik -SecretVault Store }

    It 'is taken as <what>' -ForEach @(
        @{ what = 'a SecureString'; value = { ConvertTo-Secret $server.apiKey } }
        @{ what = 'a text'; value = { $server.apiKey } }
        @{ what = 'a hashtable'; value = { @{ apikey = $server.apiKey } } }
        @{ what = 'a hashtable with a SecureString'; value = { @{ ApiKey = ConvertTo-Secret $server.apiKey } } }
    ) {
        Set-VaultSecret qlik (& $value)
        (Connect-QlikSession -Profile prod).Authentication | Should -Be 'ApiKey'
        (& $vault { $Calls }) | Should -Be 'Get qlik Store'
    }

    It 'is refused as <what>' -ForEach @(
        @{ what = 'bytes'; value = { , [byte[]](1, 2) }; says = 'Byte\[\]' }
        @{ what = 'a number'; value = { 5 }; says = 'Int32' }
        @{ what = 'nothing'; value = { '' }; says = 'empty' }
        @{ what = 'blanks'; value = { "  `t" }; says = 'empty' }
        @{ what = 'a hashtable with blanks'; value = { @{ ApiKey = ' ' } }; says = 'empty' }
        @{ what = 'a login'; value = { [pscredential]::new('any', (ConvertTo-Secret $server.apiKey)) }; says = "'any' \(PSCredential\).*ApiKey" }
        @{ what = 'a hashtable with another key'; value = { @{ Token = 'x' } }; says = 'ApiKey' }
        @{ what = 'a hashtable with bytes'; value = { @{ ApiKey = [byte[]](1, 2) } }; says = 'ApiKey' }
    ) {
        Set-VaultSecret qlik (& $value)
        Clear-ServerRequest $server
        $caught = Get-Caught { Connect-QlikSession -Profile prod }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        $caught.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        "$caught" | Should -Match $says
        @(Get-ServerRequest $server).Count | Should -Be 0
    }

    It 'is refused and not sent: <what>' -ForEach @(
        @{ what = 'a login as an access token'; save = { $null = Connect-QlikSession $server.url -AccessToken (ConvertTo-Secret $server.apiKey) -Name t; Save-QlikProfile x -Session t -SecretName qlik }
            value = { [pscredential]::new('ACME\anna', (ConvertTo-Secret 'planted')) } }
        @{ what = 'a login as a JSON web token'; save = { Save-QlikProfile x -Server $site.proxyUrl -VirtualProxy jwt -TrustedRoot $site.rootPem -SecretName qlik }
            value = { [pscredential]::new('ACME\anna', (ConvertTo-Secret 'planted')) } }
        @{ what = 'the password of another user'; save = { Save-QlikProfile x -Server $site.proxyUrl -UserName anna -TrustedRoot $site.rootPem -SecretName qlik }
            value = { [pscredential]::new('ben', (ConvertTo-Secret 'planted')) } }
        @{ what = 'the table of another user'; save = { Save-QlikProfile x -Server $site.proxyUrl -UserName anna -TrustedRoot $site.rootPem -SecretName qlik }
            value = { @{ UserName = 'ben'; Password = 'planted' } } }
        @{ what = 'a client secret as a key'; save = { Save-QlikProfile x -Tenant $server.url -SecretName qlik }
            value = { @{ ClientId = 'c'; ClientSecret = 'planted' } } }
    ) {
        & $save
        Set-VaultSecret qlik (& $value)
        Clear-ServerRequest $server
        Clear-ServerRequest $site
        $caught = Get-Caught { Connect-QlikSession -Profile x }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
        @(Get-ServerRequest $server) + @(Get-ServerRequest $site) | Should -BeNullOrEmpty
    }

    It 'of another client is refused' {
        Save-QlikProfile robot -Tenant $server.url -ClientId mine -SecretName qlik
        Set-VaultSecret qlik ([pscredential]::new('theirs', (ConvertTo-Secret 'x')))
        "$(Get-Caught { Connect-QlikSession -Profile robot })" | Should -Match "'theirs'.*'mine'"
        Set-VaultSecret qlik @{ ClientId = 'theirs'; ClientSecret = 'x' }
        "$(Get-Caught { Connect-QlikSession -Profile robot })" | Should -Match "'theirs'.*'mine'"
    }

    It 'is missing: one error that names it' {
        $caught = Get-Caught { Connect-QlikSession -Profile prod }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match "'qlik' of vault 'Store'.*not found"
    }

    It 'is in a locked vault: one error that says why' {
        & $vault { $script:Failure = { throw [System.InvalidOperationException]::new('Unable to unlock: a prompt is not possible.') } }
        $caught = Get-Caught { Connect-QlikSession -Profile prod }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match 'Unable to unlock'
    }

    It 'is asked for by the vault, which cannot ask here: one error' {
        & $vault { $script:Failure = { $Host.UI.ReadLineAsSecureString() } }
        (Get-Caught { Connect-QlikSession -Profile prod }).FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
    }

    It 'fails a row only: the other rows sign in' {
        Save-QlikProfile demo -Tenant $server.url -SecretName other
        Set-VaultSecret other $server.apiKey
        $sessions = [pscustomobject]@{ Profile = 'prod' }, [pscustomobject]@{ Profile = 'demo' }, [pscustomobject]@{ Profile = 'none' } |
            Connect-QlikSession -ErrorVariable failed -ErrorAction SilentlyContinue
        $sessions.Name | Should -Be 'demo'
        $failed.FullyQualifiedErrorId | Should -Be 'QlikSecretUnavailable,QlikConnections.Commands.ConnectQlikSessionCommand', 'QlikProfileNotFound,QlikConnections.Commands.ConnectQlikSessionCommand'
    }

    It 'is asked for if the profile does not say where it is, and that is an error where nobody can be asked' {
        Save-QlikProfile ask -Tenant $server.url
        (Get-QlikProfile ask).Secret | Should -Be 'asked for'
        $caught = Get-Caught { Connect-QlikSession -Profile ask }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match 'SecretName'
    }
}

Describe 'The password of a certificate file' {
    AfterEach { Reset-Everything }

    BeforeEach { Save-QlikProfile cert -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem }

    It 'is given' {
        (Connect-QlikSession -Profile cert -CertificatePassword (ConvertTo-Secret $site.pfxPassword)).UserName | Should -Be 'INTERNAL\sa_api'
        $row = [pscustomobject]@{ Profile = 'cert'; CertificatePassword = ConvertTo-Secret $site.pfxPassword }
        ($row | Connect-QlikSession).UserName | Should -Be 'INTERNAL\sa_api'
    }

    It 'takes precedence over the one in a vault' {
        Save-QlikProfile cert -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem -SecretName pfx -Force
        (Connect-QlikSession -Profile cert -CertificatePassword (ConvertTo-Secret $site.pfxPassword)).UserName | Should -Be 'INTERNAL\sa_api'
        (& $vault { $Calls.Count }) | Should -Be 0
    }

    It 'is in a vault as <what>' -ForEach @(
        @{ what = 'a text'; value = { $site.pfxPassword } }
        @{ what = 'a PSCredential'; value = { [pscredential]::new('any', (ConvertTo-Secret $site.pfxPassword)) } }
        @{ what = 'a table'; value = { @{ CertificatePassword = $site.pfxPassword } } }
    ) {
        Save-QlikProfile cert -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem -SecretName pfx -Force
        Set-VaultSecret pfx (& $value)
        (Connect-QlikSession -Profile cert).UserName | Should -Be 'INTERNAL\sa_api'
    }

    It 'that is wrong is one error, and nothing is sent' {
        Clear-ServerRequest $site
        $caught = Get-Caught { Connect-QlikSession -Profile cert -CertificatePassword (ConvertTo-Secret 'planted') }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikCertificateUnusable,*'
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
        @(Get-ServerRequest $site) | Should -BeNullOrEmpty
    }

    It 'is an error where nobody can be asked, which names the parameter' {
        $caught = Get-Caught { Connect-QlikSession -Profile cert }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match 'cannot prompt.*-CertificatePassword'
    }

    It 'is refused for a profile without such a file' {
        Save-QlikProfile key -Tenant $server.url
        $caught = Get-Caught { Connect-QlikSession -Profile key -CertificatePassword (ConvertTo-Secret 'x') }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        "$caught" | Should -Match "-CertificatePassword.*'key'"
    }

    It 'is not asked for where the file has none' {
        Save-QlikProfile pem -Server $site.certificateUrl -CertificatePath $site.clientPem -TrustedRoot $site.rootPem
        (Connect-QlikSession -Profile pem).UserName | Should -Be 'INTERNAL\sa_api'
        (Get-QlikProfile cert, pem).Secret | Should -Be 'asked for, if the file has a password', $null
    }
}

Describe 'A secret that is asked for' {

    AfterEach { Reset-Everything }

    BeforeAll {
        # Signs in with a profile where somebody can be asked.
        function Connect-Asked([string[]] $Answer, [string] $Profile) {
            $somebody = [AnsweringHost]::new($Answer)
            $runspace = [runspacefactory]::CreateRunspace($somebody, [initialsessionstate]::CreateDefault2())
            $runspace.Open()
            $shell = [powershell]::Create($runspace)
            try {
                $null = $shell.AddScript({
                    param($module, $profile)
                    Import-Module $module
                    try { (Connect-QlikSession -Profile $profile).Authentication } catch { "$($_.FullyQualifiedErrorId) $_" }
                }).AddArgument((Get-ModuleManifestPath)).AddArgument($Profile)
                [pscustomobject]@{ Output = "$($shell.Invoke())"; Asked = $somebody.Shown }
            }
            finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }

    It 'signs in with <signIn>' -ForEach @(
        @{ signIn = 'ApiKey'; asked = 'ApiKey'; secret = { $server.apiKey }; save = { Save-QlikProfile ask -Tenant $server.url } }
        @{ signIn = 'OAuth'; asked = 'ClientSecret'; secret = { $server.clientSecret }; save = { Save-QlikProfile ask -Tenant $server.url -ClientId $server.clientId } }
        @{ signIn = 'Certificate'; asked = 'CertificatePassword'; secret = { $site.pfxPassword }; save = { Save-QlikProfile ask -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem } }
        @{ signIn = 'Jwt'; asked = 'Jwt'; secret = { $site.jwt }; save = { Save-QlikProfile ask -Server $site.proxyUrl -VirtualProxy jwt -TrustedRoot $site.rootPem } }
    ) {
        $null = & $save
        $run = Connect-Asked (& $secret) ask
        $run.Output | Should -Be $signIn
        $run.Asked.Count | Should -Be 1
        $run.Asked[0] | Should -Match "'ask'.*\|$asked$"
    }

    It 'is refused when nothing is entered' {
        Save-QlikProfile ask -Tenant $server.url
        (Connect-Asked '' ask).Output | Should -Match '^QlikSecretUnavailable,.*empty'
    }
}

Describe 'The advice for a sign-in that is refused' {
    AfterEach { Reset-Everything }

    It 'is about <what>' -ForEach @(
        @{ what = 'the parameter'; says = 'API key.*Then run Connect-QlikSession -ApiKey again'; connect = { Connect-QlikSession $server.url -ApiKey (ConvertTo-Secret planted) } }
        @{ what = 'the profile and its vault'; says = "API key.*secret 'qlik' of vault 'Store'.*run Connect-QlikSession -Profile prod again"
            connect = { Save-QlikProfile prod -Tenant $server.url -SecretName qlik -SecretVault Store; Connect-QlikSession -Profile prod } }
        @{ what = 'a profile of two words'; says = "-Profile 'two words' again"; connect = { Save-QlikProfile 'two words' -Tenant $server.url -SecretName qlik; Connect-QlikSession -Profile 'two words' } }
        @{ what = 'the profile of an OAuth client'; says = "client id.*secret 'qlik'.*run Connect-QlikSession -Profile robot again"
            connect = { Save-QlikProfile robot -Tenant $server.url -ClientId c -SecretName qlik; Connect-QlikSession -Profile robot } }
        @{ what = 'the profile of a token'; says = "JSON web token.*secret 'qlik'.*run Connect-QlikSession -Profile jwt again"
            connect = { Save-QlikProfile jwt -Server $site.proxyUrl -VirtualProxy jwt -TrustedRoot $site.rootPem -SecretName qlik; Connect-QlikSession -Profile jwt } }
        @{ what = 'the vault'; says = "secret 'qlik' of the default vault.*run Connect-QlikSession -SecretName again"; connect = { Connect-QlikSession $server.url -SecretName qlik } }
    ) {
        Set-VaultSecret qlik 'planted'
        $caught = Get-Caught $connect
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        $caught.ErrorDetails.RecommendedAction | Should -Match $says
        $caught.ErrorDetails.RecommendedAction | Should -Not -Match '\{0\}'
    }

    It 'is about the address where the server is none of Qlik Cloud: <what>' -ForEach @(
        @{ what = 'a key'; connect = { Connect-QlikSession $server.url -ApiKey (ConvertTo-Secret $server.apiKey) } }
        @{ what = 'an OAuth client'; connect = { Connect-QlikSession $server.url -ClientCredential ([pscredential]::new($server.clientId, (ConvertTo-Secret $server.clientSecret))) } }
        @{ what = 'a profile'; connect = { Set-VaultSecret qlik $server.apiKey; Save-QlikProfile prod -Tenant $server.url -SecretName qlik; Connect-QlikSession -Profile prod } }
    ) {
        Add-ServerFault $server @{ path = '/'; kind = 'status'; status = 404; body = '<html>'; times = 9 }
        try { $caught = Get-Caught $connect } finally { Clear-ServerFault $server }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikNotFound,*'
        $caught.ErrorDetails.RecommendedAction | Should -Match 'address is that of a Qlik Cloud tenant'
    }
}

Describe 'A secret in a file' {
    AfterEach { Reset-Everything }

    BeforeEach {
        $script:file = Join-Path $TestDrive 'key.txt'
        Set-Content $file $server.apiKey
        if (-not $IsWindows) { chmod 600 $file }
        Save-QlikProfile prod -Tenant $server.url -SecretFile $file
    }

    It 'signs in, in <encoding>' -ForEach @(@{ encoding = 'utf8' }, @{ encoding = 'utf8BOM' }, @{ encoding = 'unicode' }) {
        Set-Content $file $server.apiKey -Encoding $encoding
        (Connect-QlikSession -Profile prod).Authentication | Should -Be 'ApiKey'
    }

    It 'is refused: <what>' -ForEach @(
        @{ what = 'not there'; change = { Remove-Item $file }; says = 'no such file' }
        @{ what = 'empty'; change = { Set-Content $file '' -NoNewline }; says = 'empty' }
        @{ what = 'blank'; change = { Set-Content $file "  `n" }; says = 'only line' }
        @{ what = 'two lines'; change = { Set-Content $file 'planted-one', 'planted-two' }; says = 'only line' }
        @{ what = 'huge'; change = { Set-Content $file ('planted' * 20000) }; says = '64 KB' }
        @{ what = 'a folder'; change = { Remove-Item $file; New-Item $file -ItemType Directory }; says = 'file' }
    ) {
        $null = & $change
        $caught = Get-Caught { Connect-QlikSession -Profile prod }
        Remove-Item $file -Recurse -ErrorAction Ignore
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match $says
        "$caught" | Should -Not -Match planted
    }

    It 'is refused with mode <mode>' -Skip:$IsWindows -ForEach @(@{ mode = '640' }, @{ mode = '604' }, @{ mode = '620' }, @{ mode = '602' }, @{ mode = '644' }) {
        chown 0:12345 $file
        chmod $mode $file
        $caught = Get-Caught { Connect-QlikSession -Profile prod }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Match 'other users can'
    }
}

Describe 'Connect-QlikSession -SecretName' {
    AfterEach { Reset-Everything }

    It 'signs in to a tenant with <what>' -ForEach @(
        @{ what = 'a key'; signIn = 'ApiKey'; value = { ConvertTo-Secret $server.apiKey } }
        @{ what = 'a login'; signIn = 'OAuth'; value = { [pscredential]::new($server.clientId, (ConvertTo-Secret $server.clientSecret)) } }
        @{ what = 'a table'; signIn = 'OAuth'; value = { @{ ClientId = $server.clientId; ClientSecret = $server.clientSecret } } }
    ) {
        Set-VaultSecret qlik (& $value)
        $session = Connect-QlikSession $server.url -SecretName qlik -SecretVault Store
        $session.Authentication | Should -Be $signIn
        Save-QlikProfile kept
        (Get-QlikProfile kept).Secret | Should -Be "secret 'qlik' of vault 'Store'"
        (Connect-QlikSession -Profile kept).Authentication | Should -Be $signIn
    }

    It 'signs in to a site with a token' {
        Set-VaultSecret qlik $site.jwt
        (Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -TrustedRoot $site.rootPem -SecretName qlik).Authentication | Should -Be 'Jwt'
    }

    It 'sends nothing that is for something else: <what>' -ForEach @(
        @{ what = 'a remembered sign-in to a tenant'; to = 'tenant'; user = { "f2f9@$(([uri] $server.url).Authority)" } }
        @{ what = 'a Windows login to a tenant'; to = 'tenant'; user = { 'ACME\anna' } }
        @{ what = 'a remembered sign-in to a site'; to = 'site'; user = { "f2f9@$(([uri] $server.url).Authority)" } }
        @{ what = 'a remembered sign-in of Qlik Cloud to a site'; to = 'site'; user = { 'f2f9@acme.eu.qlikcloud.com' } }
    ) {
        Set-VaultSecret qlik ([pscredential]::new((& $user), (ConvertTo-Secret 'planted')))
        Clear-ServerRequest $server
        Clear-ServerRequest $site
        $caught = Get-Caught { if ($to -eq 'site') { Connect-QlikSession -Server $site.proxyUrl -TrustedRoot $site.rootPem -SecretName qlik } else { Connect-QlikSession $server.url -SecretName qlik } }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
        @(Get-ServerRequest $server) + @(Get-ServerRequest $site) | Should -BeNullOrEmpty
    }

    It 'signs in to a site with the login of a user with a mail address' {
        Set-VaultSecret qlik ([pscredential]::new('anna@acme.test', (ConvertTo-Secret 'x')))
        (Get-Caught { Connect-QlikSession -Server $site.proxyUrl -TrustedRoot $site.rootPem -SecretName qlik }).FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
    }

    It 'takes rows' {
        Set-VaultSecret qlik $server.apiKey
        $rows = "Tenant,SecretName,SecretVault,Name`n$($server.url),qlik,Store,a`n$($server.url),qlik,,b`n$($server.url),none,,c" | ConvertFrom-Csv
        $sessions = $rows | Connect-QlikSession -ErrorVariable failed -ErrorAction SilentlyContinue
        $sessions.Name | Should -Be 'a', 'b'
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
    }

    It 'says so when the module is not installed' {
        $script = 'try { Connect-QlikSession a.test -SecretName qlik } catch { "$($_.FullyQualifiedErrorId) $_" }'
        $script = $script.Replace(' $_"', ' $_ $($_.ErrorDetails.RecommendedAction)"')
        $lines = Invoke-InFreshPowerShell ('$env:PSModulePath = ""; Import-Module "{0}"; {1}' -f (Get-ModuleManifestPath), $script)
        "$lines" | Should -Match '^QlikSecretUnavailable,.*Microsoft.PowerShell.SecretManagement.*not installed.*Install-PSResource.*Register-SecretVault'
    }

    It 'is not misled by a function with the name of the command' {
        Set-VaultSecret qlik $server.apiKey
        function global:Get-Secret { throw 'not this one' }
        try { (Connect-QlikSession $server.url -SecretName qlik).Authentication | Should -Be 'ApiKey' }
        finally {
            Remove-Item function:Get-Secret
            $script:vault = Import-StandInVault
        }
    }
}

Describe 'Get-Secret for another parameter' {
    AfterEach { Reset-Everything }

    It 'gives what -ApiKey and -ClientCredential take' {
        Set-VaultSecret key (ConvertTo-Secret $server.apiKey)
        Set-VaultSecret client ([pscredential]::new($server.clientId, (ConvertTo-Secret $server.clientSecret)))
        (Connect-QlikSession $server.url -ApiKey (Get-Secret key)).Authentication | Should -Be 'ApiKey'
        (Connect-QlikSession $server.url -ClientCredential (Get-Secret client)).Authentication | Should -Be 'OAuth'
    }
}

Describe 'The certificate of a Sense server' {

    AfterEach { Reset-Everything }

    BeforeAll {
        # In a PowerShell with a home folder of its own, and so with a certificate store of its own.
        function Invoke-AtHome([string] $Script) {
            $userHome = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            $before = $env:HOME
            $env:HOME = $userHome
            try {
                Invoke-InFreshPowerShell @"
`$ErrorActionPreference = 'Stop'
Import-Module '$(Get-ModuleManifestPath)'
function Add-Certificate([string] `$Path, [string] `$Password) {
    `$made = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new(`$Path, `$Password, 'PersistKeySet, Exportable')
    `$store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', 'CurrentUser')
    `$store.Open('ReadWrite')
    `$store.Add(`$made)
    `$store.Close()
    `$made.Thumbprint
}
`$thumbprint = Add-Certificate '$($site.clientPfx)' '$($site.pfxPassword)'
`$splat = @{ Server = '$($site.certificateUrl)'; TrustedRoot = '$($site.rootPem)' }
$Script
"@
            }
            finally { $env:HOME = $before }
        }
    }

    It 'is found in the store, and said which' -Skip:$IsWindows {
        $lines = Invoke-AtHome '$r = Connect-QlikSession @splat -Verbose 4>&1; "$($r[-1].UserName) $($r[-1].Authentication)"; "$r" -match $thumbprint'
        $lines | Should -Be 'INTERNAL\sa_api Certificate', 'True'
    }

    It 'acts as the user that is named, is saved in a profile by its thumbprint, and is found again' -Skip:$IsWindows {
        $lines = Invoke-AtHome @'
$null = Connect-QlikSession @splat -UserDirectory ACME -UserId anna
Save-QlikProfile site
Get-QlikSession | Disconnect-QlikSession
(Get-QlikProfile site).CertificateReference -eq $thumbprint
(Connect-QlikSession -Profile site).UserName
@(Get-QlikDataConnection -First 1).Count
'@
        $lines | Should -Be 'True', 'ACME\anna', '1'
    }

    It 'is named when the sign-in with it fails' -Skip:$IsWindows {
        $lines = Invoke-AtHome @'
try { Connect-QlikSession -Server https://127.0.0.1:9 -TimeoutSec 1 } catch { $_.FullyQualifiedErrorId; "$_" -match "$thumbprint.*-Certificate" }
([pscustomobject]@{ Server = 'https://127.0.0.1:9' } | Connect-QlikSession -TimeoutSec 1 -ErrorVariable failed -ErrorAction SilentlyContinue)
"$failed" -match $thumbprint
'@
        $lines | Should -Be 'QlikUnreachable,QlikConnections.Commands.ConnectQlikSessionCommand', 'True', 'True'
    }

    It 'of a profile that is gone is one error that names it' -Skip:$IsWindows {
        $lines = Invoke-AtHome @'
Save-QlikProfile site @splat -Certificate $thumbprint
Remove-Item "$HOME/.dotnet/corefx/cryptography/x509stores/my/*"
try { Connect-QlikSession -Profile site } catch { $_.FullyQualifiedErrorId; "$_" -match $thumbprint }
'@
        $lines | Should -Be 'QlikCertificateUnusable,QlikConnections.Commands.ConnectQlikSessionCommand', 'True'
    }

    It 'cannot be saved when it is in no store' {
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($site.clientPfx, $site.pfxPassword)
        $null = Connect-QlikSession -Server $site.certificateUrl -Certificate $certificate -TrustedRoot $site.rootPem
        $caught = Get-Caught { Save-QlikProfile site }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikCertificateUnusable,*'
        $caught.ErrorDetails.RecommendedAction | Should -Match 'CertificatePath'
    }

    It 'is not looked for when nothing else fits: <what>' -ForEach @(
        @{ what = 'no certificate there'; splat = @{} }
        @{ what = 'a virtual proxy'; splat = @{ VirtualProxy = 'jwt' } }
    ) {
        $caught = Get-Caught { Connect-QlikSession -Server $site.certificateUrl @splat }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        "$caught" | Should -Match '-CertificatePath|-Jwt'
    }
}
