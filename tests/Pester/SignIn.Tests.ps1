# Sign-in in the browser, on the packaged module: a browser without a window where one is found, otherwise a program that follows redirects.
BeforeDiscovery {
    # The program of BROWSER is a shell script here.
    $script:noScripts = [System.Environment]::OSVersion.Platform -eq 'Win32NT'
}
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw)
    $script:server = Start-SandboxServer '--allow-sign-ins'

    # The ports of this file: the fixed ones may be those of another test.
    $script:ports = @(1..2 | ForEach-Object {
            $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
            $listener.Start()
            $listener
        })
    $free = $ports | ForEach-Object { $_.LocalEndpoint.Port }
    $ports | ForEach-Object { $_.Stop() }
    $ports = $free
    function script:New-Client {
        param($Server, [hashtable] $Splat = @{})
        $null = Connect-Server $Server admin
        try { (New-QlikOAuthClient -Native -RedirectPort $ports @Splat).ClientId } finally { Disconnect-QlikSession admin }
    }
    $script:clientId = New-Client $server

    $script:saved = $env:BROWSER, $env:QLIKCONNECTIONS_CLIENT_ID
    $env:QLIKCONNECTIONS_CLIENT_ID = $null
    function script:New-Browser {
        param([string] $Name, [string] $Command)
        $path = Join-Path $TestDrive $Name
        Set-Content -Path $path -Value "#!/bin/sh`n$Command" -NoNewline
        if (-not $noScripts) { chmod +x $path }
        $path
    }
    $script:page = Join-Path $TestDrive 'page.html'
    $chrome = Get-Command chromium, chromium-browser, google-chrome, chrome -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    $follow = if ($chrome) { "exec '$($chrome.Source)' --headless --no-sandbox --disable-gpu --dump-dom `"`$1`" > '$page' 2>/dev/null" } else {
        $start = New-PowerShellStartInfo '' -ArgumentList '-File', (Join-Path $TestDrive 'follow.ps1')
        Set-Content -Path (Join-Path $TestDrive 'follow.ps1') -Value "(Invoke-WebRequest -Uri `$args[0]).Content | Set-Content -Path '$page'"
        "exec '$($start.FileName)' $(@($start.ArgumentList | ForEach-Object { "'$_'" }) -join ' ') `"`$1`""
    }
    $script:followRedirects = New-Browser follow $follow
    $script:closed = New-Browser closed 'exit 0'

    function script:Connect-Browser {
        param([hashtable] $Splat = @{}, $Server = $server, [string] $Client = $clientId)
        Connect-QlikSession -Tenant $Server.url -Interactive -ClientId $Client -RedirectPort $ports @Splat 6>$null
    }

    # Somebody who pastes, in a runspace of their own.
    function script:Invoke-Pasting {
        param([string[]] $Answers, [string] $Script, [hashtable] $Variable = @{})
        $somebody = [AnsweringHost]::new($Answers)
        $state = [initialsessionstate]::CreateDefault()
        $state.ImportPSModule((Get-ModuleManifestPath))
        $runspace = [runspacefactory]::CreateRunspace($somebody, $state)
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            (@{ server = $server; clientId = $clientId; ports = $ports } + $Variable).GetEnumerator() | ForEach-Object { $runspace.SessionStateProxy.SetVariable($_.Key, $_.Value) }
            $problem = $null
            $output = try { $shell.AddScript($Script).Invoke() } catch { $problem = $_.Exception.InnerException.ErrorRecord }
            [pscustomobject]@{ Output = $output; Problem = $problem; Shown = $somebody.Shown; Questions = $somebody.Questions; Streams = $shell.Streams }
        }
        finally { $shell.Dispose(); $runspace.Dispose() }
    }
}
AfterAll {
    $env:BROWSER, $env:QLIKCONNECTIONS_CLIENT_ID = $saved
    Get-QlikSession | Disconnect-QlikSession -WarningAction Ignore
    Stop-SandboxServer $server
}

Describe 'Connect-QlikSession -Interactive' -Skip:$noScripts {
    BeforeEach { $env:BROWSER = $followRedirects; Clear-ServerRequest $server }
    AfterEach { Get-QlikSession | Disconnect-QlikSession; Clear-ServerFault $server }

    It 'signs in, works, renews itself and signs out' {
        $session = Connect-Browser
        $session.UserName | Should -Be 'Ada Admin'
        $session.Authentication | Should -Be 'Interactive'
        @(Get-QlikDataConnection -First 2).Count | Should -Be 2
        Wait-Until { (Test-Path $page) -and (Get-Content $page -Raw) } 'the browser has its last page'
        Get-Content $page -Raw | Should -Match 'You may close this window'
        Clear-ServerRequest $server
        Invoke-Control $server access-tokens Delete
        @(Get-QlikDataConnection -First 2 -NoNameLookup).Count | Should -Be 2
        @(Get-ServerRequest $server | ForEach-Object { "$($_.path -replace '\?.*') $($_.status)" }) | Should -Be '/api/v1/data-connections 401', '/oauth/token 200', '/api/v1/data-connections 200'
        Clear-ServerRequest $server
        Disconnect-QlikSession -WarningVariable warned
        @(Get-ServerRequest $server | ForEach-Object { "$($_.path) $($_.status)" }) | Should -Be '/oauth/revoke 200', '/oauth/revoke 200'
        $warned | Should -BeNullOrEmpty
    }

    It 'takes the client id from the environment' {
        $env:QLIKCONNECTIONS_CLIENT_ID = $clientId
        try { (Connect-QlikSession $server.url -Interactive -RedirectPort $ports 6>$null).UserName | Should -Be 'Ada Admin' }
        finally { $env:QLIKCONNECTIONS_CLIENT_ID = $null }
    }

    It 'shows where to sign in, whatever the preferences are' {
        $InformationPreference = 'SilentlyContinue'
        $shown = Connect-QlikSession -Tenant $server.url -Interactive -ClientId $clientId -RedirectPort $ports 6>&1
        @($shown | ForEach-Object { "$_" }) -match "^$([regex]::Escape($server.url))/oauth/authorize\?" | Should -HaveCount 1
    }

    It 'uses the next port when the first is taken' {
        $other = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, $ports[0])
        $other.Start()
        try { (Connect-Browser).UserName | Should -Be 'Ada Admin' } finally { $other.Stop() }
        $asked = @((Get-ServerRequest $server).path -match '/oauth/authorize\?')
        $asked | Should -Not -BeNullOrEmpty
        $asked | ForEach-Object { $_ | Should -Match "redirect_uri=http%3A%2F%2Flocalhost%3A$($ports[1])%2F" }
    }

    It 'says so when all ports are taken, and sends nothing' {
        $others = $ports | ForEach-Object { [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, $_) }
        $others | ForEach-Object { $_.Start() }
        try { $caught = try { Connect-Browser } catch { $_ } } finally { $others | ForEach-Object { $_.Stop() } }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikRedirectPortTaken,*'
        "$caught" | Should -Match "$($ports[0]), $($ports[1])"
        @(Get-ServerRequest $server) | Should -BeNullOrEmpty
    }

    It 'takes no code from another tab, and goes on' {
        $told = Join-Path $TestDrive 'told.txt'
        $env:BROWSER = New-Browser tabs "port=`$(echo `"`$1`" | sed -E 's/.*localhost%3A([0-9]+).*/\1/')
curl --silent --noproxy '*' --output /dev/null --write-out '%{http_code}\n' `"http://localhost:`$port/callback?code=of-another&state=of-another`" > '$told'
curl --silent --noproxy '*' --output /dev/null --write-out '%{http_code}\n' `"http://localhost:`$port/favicon.ico`" >> '$told'
exec curl --silent --location --noproxy '*' --output /dev/null `"`$1`""
        (Connect-Browser).UserName | Should -Be 'Ada Admin'
        Get-Content $told | Should -Be '400', '404'
    }

    It 'signs in when the address is opened in two tabs' {
        $told = Join-Path $TestDrive 'second.txt'
        $open = "curl --silent --location --noproxy '*' --output /dev/null --write-out '%{http_code}\n' `"`$1`""
        $env:BROWSER = New-Browser twice "$open > /dev/null`n$open > '$told'`nexit 0"
        (Connect-Browser).UserName | Should -Be 'Ada Admin'
        # The second finds that nobody listens any longer.
        Wait-Until { (Test-Path $told) -and (Get-Content $told) } 'the second tab has ended'
        Get-Content $told | Should -BeIn '000', '200', '302'
    }

    It 'signs rows in, one after another' {
        $rows = "Tenant,Name,ClientId`n$($server.url),one,$clientId`n$($server.url),two,$clientId`n$($server.url),none,nobody" | ConvertFrom-Csv
        $sessions = $rows | Connect-QlikSession -Interactive -RedirectPort $ports -ErrorVariable failed -ErrorAction SilentlyContinue 6>$null
        $sessions.Name | Should -Be 'one', 'two'
        $sessions.Authentication | Should -Be 'Interactive', 'Interactive'
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikSignInRefused,*'
    }

    It 'ends a session that is replaced' {
        $null = Connect-Browser @{ Name = 'same' }
        Clear-ServerRequest $server
        $null = Connect-Server $server same
        @((Get-ServerRequest $server).path) -eq '/oauth/revoke' | Should -HaveCount 2
    }

    It 'warns when the sign-in could not be ended in the tenant' {
        $session = Connect-Browser
        Add-ServerFault $server @{ method = 'POST'; path = 'revoke'; kind = 'status'; status = 503; times = 9 }
        Disconnect-QlikSession -WarningVariable warned 3>$null
        "$warned" | Should -Match 'did not confirm'
        $session.IsConnected | Should -BeFalse
    }

    It 'reports <what> as <id>, with what to do' -ForEach @(
        @{ what = 'a missing client id'; id = 'QlikSignInInvalid'; advice = 'New-QlikOAuthClient'; run = { Connect-QlikSession $server.url -Interactive } }
        @{ what = 'an unknown client'; id = 'QlikSignInRefused'; advice = '-ClientId \(nobody\)'; run = { Connect-Browser -Client nobody } }
        @{ what = 'a redirect address that is not registered'; id = 'QlikSignInRefused'; advice = 'http://localhost:50999/callback'; run = { Connect-Browser @{ RedirectPort = 50999 } } }
        @{ what = 'a scope that is not allowed'; id = 'QlikSignInRefused'; advice = 'admin_classic'; run = { Connect-Browser @{ Scope = 'user_default', 'admin_classic' } } }
        @{ what = 'a browser that is closed'; id = 'QlikSignInNotCompleted'; advice = '-NoBrowser'; run = { $env:BROWSER = $closed; Connect-Browser @{ SignInTimeoutSec = 1 } } }
        @{ what = 'a host without input'; id = 'QlikSignInInvalid'; advice = 'ApiKey'; run = { Connect-Browser @{ NoBrowser = $true } } }
        @{ what = 'a web page instead of tokens'; id = 'QlikUnexpectedResponse'; advice = '.'; run = { Add-ServerFault $server @{ method = 'POST'; path = 'token'; kind = 'html'; status = 200 }; Connect-Browser } }
    ) {
        # The parameter of a splat would be given twice.
        if ($what -match 'not registered') { $run = { Connect-QlikSession $server.url -Interactive -ClientId $clientId -RedirectPort 50999 6>$null } }
        $caught = $null
        try { & $run } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $caught.ErrorDetails.RecommendedAction | Should -Match $advice
        Get-QlikSession | Should -BeNullOrEmpty
    }

    It 'says at once on Ctrl+C that the tenant has not confirmed the end of a session' {
        $somebody = [AnsweringHost]::new()
        $runspace = [runspacefactory]::CreateRunspace($somebody, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript({
                    param($module, $url, $clientId, $ports)
                    Import-Module $module
                    $null = Connect-QlikSession $url -Interactive -ClientId $clientId -RedirectPort $ports -Name ending
                }).AddArgument((Get-ModuleManifestPath)).AddArgument($server.url).AddArgument($clientId).AddArgument([int[]] $ports).Invoke()
            $shell.Commands.Clear()
            Wait-ServerQuiet $server
            Clear-ServerRequest $server
            Set-ServerLatency $server 20000
            $running = $shell.AddScript('Disconnect-QlikSession').BeginInvoke()
            Wait-Until { (Invoke-Control $server concurrency).now -gt 0 } 'the token is being revoked'
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 1000
            { $shell.EndInvoke($running) } | Should -Throw
            $somebody.Warnings | Should -HaveCount 1
            $somebody.Warnings | Should -Match "'ending'"
            $shell.Commands.Clear()
            @($shell.AddScript('Get-QlikSession').Invoke()) | Should -BeNullOrEmpty
        }
        finally { $shell.Dispose(); $runspace.Dispose(); Set-ServerLatency $server 0 }
    }

    It 'says that the session is over where the tenant gives no refresh token' {
        $strict = Start-SandboxServer '--allow-sign-ins', '--refresh-tokens', 'none'
        try {
            $null = Connect-Browser -Server $strict -Client (New-Client $strict)
            Invoke-Control $strict access-tokens Delete
            $caught = $null
            try { Get-QlikDataConnection } catch { $caught = $_ }
            $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
            $caught.ErrorDetails.RecommendedAction | Should -Match 'Connect-QlikSession -Interactive'
            Disconnect-QlikSession
        }
        finally { Stop-SandboxServer $strict }
    }

    It 'ends at once with Ctrl+C' {
        $env:BROWSER = $closed
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($module, $url, $clientId, $ports)
                    Import-Module $module
                    Connect-QlikSession -Tenant $url -Interactive -ClientId $clientId -RedirectPort $ports
                }).AddArgument((Get-ModuleManifestPath)).AddArgument($server.url).AddArgument($clientId).AddArgument([int[]] $ports)
            $running = $shell.BeginInvoke()
            Wait-Until { $shell.Streams.Information.Count -eq 2 } 'it waits for the browser'
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            { $shell.EndInvoke($running) } | Should -Throw
        }
        finally { $shell.Dispose() }
    }

    It 'loads the library only then' {
        $script = @'
function Get-Loaded { [System.AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.GetName().Name -like 'Duende*' } | ForEach-Object { $_.GetName().Name } }
Import-Module MANIFEST
$null = Connect-QlikSession -Tenant URL -ApiKey (ConvertTo-SecureString KEY -AsPlainText -Force)
"before: $(Get-Loaded)"
$null = Connect-QlikSession -Tenant URL -Interactive -ClientId CLIENT -RedirectPort PORTS -Name browser 6>$null
"after: $(Get-Loaded | Sort-Object)"
Disconnect-QlikSession
'@
        $lines = Invoke-InFreshPowerShell $script.Replace('MANIFEST', (Get-ModuleManifestPath)).Replace('URL', $server.url).Replace('KEY', $server.apiKey).Replace('CLIENT', $clientId).Replace('PORTS', $ports -join ',')
        $lines | Should -Be 'before: ', 'after: Duende.IdentityModel Duende.IdentityModel.OidcClient'
    }
}

Describe 'Connect-QlikSession with parameters that do not fit' {
    It 'says what fits, for each pair of parameters' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $value = @{ RedirectPort = 1; SignInTimeoutSec = 1; TimeoutSec = 1; RateLimitWaitSec = 0; MaximumResponseMB = 1; ThrottleLimit = 1; Sandbox = 'Cloud'; ApiNamespace = 'V1'; Dialect = 'Current'; Proxy = 'http://127.0.0.1:9' }
        $parameters = (Get-Command Connect-QlikSession).Parameters.Values | Where-Object { $_.Name -notin $common -and $_.Name -notin 'InputObject', 'Certificate', 'TrustedRoot', 'Sandbox' }
        foreach ($parameter in $parameters) {
            $value[$parameter.Name] = switch ($parameter.ParameterType) {
                ([switch]) { $true }
                ([securestring]) { ConvertTo-Secret 'x' }
                ([pscredential]) { [pscredential]::new('u', (ConvertTo-Secret 'x')) }
                default { if ($value[$parameter.Name]) { $value[$parameter.Name] } elseif ($parameter.Name -in 'Tenant', 'Server') { '127.0.0.1:9' } else { '1' } }
            }
        }
        $parameters.Count | Should -BeGreaterThan 35
        $seen = [System.Collections.Generic.HashSet[string]]::new()
        foreach ($one in $parameters.Name) {
            foreach ($other in $parameters.Name) {
                $splat = @{ $one = $value[$one] }
                $splat[$other] = $value[$other]
                $caught = try { $null = Connect-QlikSession @splat; $null } catch { $_ }
                $caught.FullyQualifiedErrorId | Should -Match '^Qlik' -Because "-$one -$other"
                if ($caught.FullyQualifiedErrorId -like 'QlikSignInInvalid,*') {
                    "$caught" | Should -Match '-(Tenant|Server|Profile|Context|Sandbox|ClientId)\b' -Because "-$one -$other"
                    $null = $seen.Add($one)
                }
            }
        }
        $seen.Count | Should -BeGreaterThan 35
    }
}

Describe 'Connect-QlikSession -Interactive -NoBrowser' {
    It 'ends before anything is shown or sent where nobody can be asked' {
        Clear-ServerRequest $server
        $script = 'Import-Module "{0}"; try {{ Connect-QlikSession "{1}" -Interactive -ClientId {2} -NoBrowser 6>&1 }} catch {{ "$($_.FullyQualifiedErrorId) $_" }}' -f (Get-ModuleManifestPath), $server.url, $clientId
        @(Invoke-InFreshPowerShell $script) | Should -Match '^QlikSignInInvalid,.*cannot ask'
        $run = Invoke-InRunspace -Variable @{ server = $server; clientId = $clientId } -Script 'try { Connect-QlikSession $server.url -Interactive -ClientId $clientId -NoBrowser } catch { "$($_.FullyQualifiedErrorId)" }'
        $run.Output | Should -BeLike 'QlikSignInInvalid,*'
        $run.Information | Should -BeNullOrEmpty
        @(Get-ServerRequest $server) | Should -BeNullOrEmpty
    }

    It 'accepts the address that the browser shows at the end, and shows it nowhere' {
        $run = Invoke-Pasting '(redirect)' -Script @'
$VerbosePreference = $DebugPreference = 'Continue'
Connect-QlikSession -Tenant $server.url -Interactive -NoBrowser -ClientId $clientId -RedirectPort $ports
Disconnect-QlikSession
'@
        $run.Problem | Should -BeNullOrEmpty
        $run.Output.UserName | Should -Be 'Ada Admin'
        $run.Questions | Should -Be 1
        $run.Shown -match '^http' | Should -HaveCount 1
        "$($run.Shown)$($run.Streams.Verbose)$($run.Streams.Debug)$($run.Streams.Information)" | Should -Not -Match 'sandbox-(code|token|refresh)-'
    }

    It 'asks again, with the reason, when something else is pasted' {
        $run = Invoke-Pasting 'https://www.qlik.com', "http://localhost:$($ports[0])/callback?code=x&state=y", '(redirect)' -Script @'
Connect-QlikSession -Tenant $server.url -Interactive -NoBrowser -ClientId $clientId -RedirectPort $ports
Disconnect-QlikSession
'@
        $run.Output.UserName | Should -Be 'Ada Admin'
        $run.Streams.Warning[0] | Should -Match 'not the address'
        $run.Streams.Warning[1] | Should -Match 'another sign-in'
    }

    It 'is done one after another when rows name profiles that sign in so' {
        Clear-ServerRequest $server
        # So that two at the same time would both have begun before one is done.
        Set-ServerLatency $server 100
        $run = Invoke-Pasting '(redirect)', '(redirect)', '(redirect)' -Variable @{ folder = (Join-Path $TestDrive 'profiles') } -Script @'
$before, $env:QLIKCONNECTIONS_PROFILE_PATH = $env:QLIKCONNECTIONS_PROFILE_PATH, $folder
$ssh, $env:SSH_CONNECTION = $env:SSH_CONNECTION, 'x'
$browser, $env:BROWSER = $env:BROWSER, $null
try {
    $null = Connect-QlikSession -Tenant $server.url -Interactive -ClientId $clientId -RedirectPort $ports -Name saved
    'one', 'two' | ForEach-Object { Save-QlikProfile $_ -Session saved }
    Disconnect-QlikSession
    [pscustomobject]@{ Profile = 'one' }, [pscustomobject]@{ Profile = 'two' } | Connect-QlikSession
    Get-QlikSession | Disconnect-QlikSession
}
finally { $env:QLIKCONNECTIONS_PROFILE_PATH, $env:SSH_CONNECTION, $env:BROWSER = $before, $ssh, $browser }
'@
        $run.Problem | Should -BeNullOrEmpty
        $run.Streams.Error | Should -BeNullOrEmpty
        $run.Output.Name | Should -Be 'one', 'two'
        $run.Questions | Should -Be 3
        Set-ServerLatency $server 0
        $order = (Get-ServerRequest $server).path -replace '\?.*' -match '/oauth/(authorize|token)' -replace '/oauth/'
        "$order" | Should -Be (@('authorize authorize token') * 3 -join ' ')
    }

    It 'ends when nothing is pasted' {
        $run = Invoke-Pasting '' -Script '$ErrorActionPreference = "Stop"; Connect-QlikSession -Tenant $server.url -Interactive -NoBrowser -ClientId $clientId -RedirectPort $ports'
        $run.Problem.FullyQualifiedErrorId | Should -BeLike 'QlikSignInNotCompleted,*'
    }

    It 'is what happens where <why>' -ForEach @(
        @{ why = 'the session runs over SSH'; set = @{ SSH_CONNECTION = 'x' } }
        @{ why = 'the session runs in a container'; set = @{ container = 'x'; DISPLAY = ':0'; SSH_CONNECTION = $null } }
    ) -Skip:$noScripts {
        $before = @{ BROWSER = $env:BROWSER }
        foreach ($name in $set.Keys) { $before[$name] = [System.Environment]::GetEnvironmentVariable($name); [System.Environment]::SetEnvironmentVariable($name, $set[$name]) }
        $env:BROWSER = $null
        try {
            $run = Invoke-Pasting '(redirect)' -Script 'Connect-QlikSession -Tenant $server.url -Interactive -ClientId $clientId -RedirectPort $ports; Disconnect-QlikSession'
            $run.Output.UserName | Should -Be 'Ada Admin'
            $run.Shown -match [regex]::Escape($why) | Should -HaveCount 1
        }
        finally { foreach ($name in $before.Keys) { [System.Environment]::SetEnvironmentVariable($name, $before[$name]) } }
    }
}

Describe 'The secrets of a sign-in' -Skip:$noScripts {
    It 'are in no stream, property, file or transcript' {
        $env:BROWSER = $followRedirects
        $folder = New-Item (Join-Path $TestDrive secrets) -ItemType Directory
        $run = Invoke-InRunspace -Variable @{ server = $server; clientId = $clientId; ports = $ports; folder = $folder.FullName; suite = "$PSScriptRoot/Suite.psm1" } -Script @'
Import-Module $suite
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Start-Transcript -Path (Join-Path $folder 'transcript.txt')
function Use-Fault { param($Fault) & { $VerbosePreference = $DebugPreference = 'SilentlyContinue'; Add-ServerFault $server $Fault } }
# A tenant that repeats what it was sent, as code, token and refresh token.
$said = '{"errors":[{"code":"X","title":"SENT","detail":"SENT"}]}'
$splat = @{ Tenant = $server.url; Interactive = $true; ClientId = $clientId; RedirectPort = $ports }
$session = Connect-QlikSession @splat -Name walked
$session | Format-List -Force *
$session | ConvertTo-Json -Depth 3
$session | Export-Clixml (Join-Path $folder 'session.xml')
Get-QlikDataConnection -First 1 | Format-List -Force *
Use-Fault @{ method = 'POST'; path = 'revoke'; kind = 'status'; status = 400; body = $said }
Disconnect-QlikSession
Use-Fault @{ method = 'POST'; path = 'token'; kind = 'status'; status = 400; body = $said }
try { Connect-QlikSession @splat -Name refused } catch { $_ | Format-List -Force *; $_.Exception.ToString() }
Use-Fault @{ method = 'POST'; path = 'token'; kind = 'truncate' }
try { Connect-QlikSession @splat -Name half } catch { $_ | Format-List -Force *; $_.Exception.ToString() }
$null = Connect-QlikSession @splat -Name over
& { $VerbosePreference = $DebugPreference = 'SilentlyContinue'; Invoke-Control $server tokens Delete }
try { Get-QlikDataConnection } catch { $_ | Format-List -Force *; $_.Exception.ToString() }
Disconnect-QlikSession
$null = Stop-Transcript
$Error | ForEach-Object { $_ | Format-List -Force *; $_.Exception.ToString() } | Out-String -Width 4096
'@
        Clear-ServerFault $server
        $run.Verbose.Count | Should -BeGreaterThan 10
        $run.Warning.Count | Should -BeGreaterOrEqual 1
        # The state is in the address where to sign in; code, verifier and tokens are nowhere.
        $secret = 'sandbox-(code|token|refresh)-|code_verifier=|[?&]code='
        foreach ($stream in $run.PSObject.Properties) { ($stream.Value | Out-String -Width 4096) | Should -Not -Match $secret -Because "the $($stream.Name) stream must not hold it" }
        foreach ($file in Get-ChildItem $folder -Recurse -File) { Get-Content $file.FullName -Raw | Should -Not -Match $secret -Because $file.Name }
    }
}

Describe 'New-QlikOAuthClient' {
    BeforeEach { $null = Connect-Server $server; Clear-ServerRequest $server }
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'sends what -WhatIf shows' {
        $shown = Invoke-Pasting @() -Script '$null = Connect-QlikSession -Tenant $server.url -ApiKey (ConvertTo-SecureString $server.apiKey -AsPlainText -Force); New-QlikOAuthClient robot -Native -RedirectPort 50001, 50001, 50002 -Scope a, b -WhatIf'
        $body = ([regex]::Match("$($shown.Shown)", 'Create OAuth client (\{.*?\})"')).Groups[1].Value
        (Get-ServerRequest $server).method | Should -Not -Contain 'POST'
        $made = New-QlikOAuthClient robot -Native -RedirectPort 50001, 50001, 50002 -Scope a, b
        $there = Invoke-QlikRequest "/api/v1/oauth-clients/$made"
        $there.appType | Should -Be 'native'
        $same = [ordered]@{ appType = $there.appType; clientName = $there.clientName; allowedScopes = $there.allowedScopes; redirectUris = $there.redirectUris }
        ($same | ConvertTo-Json -Compress) | Should -BeExactly $body
        @($made.Name) + $made.Scopes + $made.RedirectUris | Should -Be 'robot', 'a', 'b', 'http://localhost:50001/callback', 'http://localhost:50002/callback'
    }

    It 'refuses <what>, in a rehearsal too' -ForEach @(
        @{ what = 'who is no tenant admin'; connect = { Connect-Server $server member $server.memberApiKey }; id = 'QlikAccessDenied' }
        @{ what = 'a client-managed site'; connect = { Connect-QlikSession -Sandbox Repository }; id = 'QlikNotSupported' }
    ) {
        $null = & $connect
        foreach ($rehearse in $true, $false) {
            New-QlikOAuthClient -Native -WhatIf:$rehearse -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $problem[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
            $problem[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        }
        @(Get-ServerRequest $server | Where-Object { $_.path -match 'oauth-clients' -and $_.status -eq 201 }) | Should -BeNullOrEmpty
    }

    It 'reads several scopes in one text, and refuses none' {
        (New-QlikOAuthClient one -Native -Scope 'user_default  offline_access', openid).Scopes | Should -Be 'user_default', 'offline_access', 'openid'
        foreach ($splat in @{ Scope = 'a"b' }, @{ Scope = ' ' }, @{ Scope = '', ' ' }, @{ Name = ' ' }, @{ Name = '' }) {
            { New-QlikOAuthClient -Native @splat } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        }
    }

    It 'needs -Native, and asks for nothing' {
        foreach ($run in { New-QlikOAuthClient }, { New-QlikOAuthClient robot }, { New-QlikOAuthClient -Native:$false }) {
            $run | Should -Throw -ErrorId 'QlikInputInvalid,*' -ExpectedMessage '*-Native*'
        }
        @(Get-ServerRequest $server | Where-Object path -Match 'oauth-clients') | Should -BeNullOrEmpty
    }

    It 'makes one client in each session' {
        $null = Connect-QlikSession -Sandbox Cloud -Name other
        (New-QlikOAuthClient -Native -Session server, other).Session.Name | Should -Be 'server', 'other'
    }

    It 'says so when the response has no id' {
        Add-ServerFault $server @{ method = 'POST'; path = 'oauth-clients'; kind = 'status'; status = 201; body = '{"clientName":"x"}' }
        New-QlikOAuthClient -Native -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'QlikUnexpectedResponse,*'
    }
}

Describe 'The guide to the browser sign-in' -Skip:$noScripts {
    It 'signs in as it says' {
        . "$PSScriptRoot/DocumentedCode.ps1"
        $env:BROWSER = $followRedirects
        $text = (Get-Content ([System.IO.Path]::Combine((Get-RepositoryRoot), 'docs', 'guides', 'browser-sign-in.md')) -Raw) -replace '\r'
        $blocks = @(Get-CodeFence $text | Where-Object NeedsTenant | ForEach-Object Text)
        $blocks.Count | Should -Be 4
        $ids = [regex]::Match($text, '-ClientId (\w+)').Groups[1].Value
        $script = ($blocks -join "`n").Replace('acme.eu.qlikcloud.com', "$($server.url) -RedirectPort $($ports -join ',')").Replace($ids, $clientId)
        $run = Invoke-Pasting '(redirect)' -Script $script
        $env:QLIKCONNECTIONS_CLIENT_ID = $null
        $run.Problem | Should -BeNullOrEmpty
        @($run.Output.Authentication) | Should -Be 'Interactive', 'Interactive', 'Interactive'
        $run.Streams.Error | Should -BeNullOrEmpty
    }
}
