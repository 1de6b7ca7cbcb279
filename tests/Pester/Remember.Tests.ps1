# A sign-in in the browser that is remembered in a vault. The browser is a program that follows redirects.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:vault = Import-StandInVault
    $script:before = $env:BROWSER
    $script:ports = 1..2 | ForEach-Object {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
    $script:browser = Join-Path $TestDrive browser
    $script:visits = Join-Path $TestDrive visits.txt
    Set-Content $browser "#!/bin/sh`necho x >> '$visits'`nexec curl --silent --location --noproxy '*' --output /dev/null `"`$1`""
    if (-not $IsWindows) { chmod 700 $browser }
    function Get-VisitCount { if (Test-Path $visits) { @(Get-Content $visits).Count } else { 0 } }
    function Get-Kept([string] $Name = 'refresh', [string] $Vault = 'Store') {
        $secret = & $script:vault { $Vaults[$args[0]][$args[1]] } $Vault $Name
        if ($secret) { $secret.GetNetworkCredential().Password }
    }
    function Connect-Browser { Connect-QlikSession $server.url -InformationAction Ignore -Interactive -ClientId $client -RedirectPort $ports -Name me @args }
    function Reset-Everything {
        Get-QlikSession | Disconnect-QlikSession -WarningAction SilentlyContinue
        & $script:vault { $script:Failure = $null; $script:Vaults = @{ Store = @{} }; $Calls.Clear() }
        if (Test-Path $visits) { Remove-Item $visits }
        if (Test-Path $env:QLIKCONNECTIONS_PROFILE_PATH) { Remove-Item $env:QLIKCONNECTIONS_PROFILE_PATH -Recurse -Force }
    }
}
AfterAll {
    $env:BROWSER = $before
    Remove-Module Microsoft.PowerShell.SecretManagement
}

Describe 'Connect-QlikSession -Interactive -Remember, with refresh tokens that are <kind>' -Skip:$IsWindows -ForEach @(@{ kind = 'rotated' }, @{ kind = 'kept' }) {
    BeforeAll {
        $script:server = Start-SandboxServer --allow-sign-ins, --refresh-tokens, $kind
        $null = Connect-Server $server
        $script:client = (New-QlikOAuthClient -Native -RedirectPort $ports).ClientId
        $env:BROWSER = $browser
    }
    AfterAll { Stop-SandboxServer $server }
    AfterEach { Reset-Everything }

    It 'needs the browser once' {
        $null = Connect-Browser -Remember -SecretName refresh -SecretVault Store
        $first = Get-Kept
        $first | Should -Not -BeNullOrEmpty
        Disconnect-QlikSession
        Clear-ServerRequest $server

        $session = Connect-Browser -Remember -SecretName refresh -SecretVault Store
        $session.Authentication | Should -Be 'Interactive'
        @(Get-QlikDataConnection -First 1).Count | Should -Be 1
        Get-VisitCount | Should -Be 1
        @(Get-ServerRequest $server | Where-Object path -Like '/oauth/*').path | Should -Be '/oauth/token'
        if ($kind -eq 'rotated') { Get-Kept | Should -Not -Be $first } else { Get-Kept | Should -Be $first }
    }

    It 'leaves no error behind when there was nothing to find' {
        'an error of before' | ForEach-Object { try { throw $_ } catch { $null = $_ } }
        $before = @($Error)
        $null = Connect-Browser -Remember -SecretName refresh
        Disconnect-QlikSession
        @($Error).Count | Should -Be $before.Count
        [object]::ReferenceEquals($Error[0], $before[0]) | Should -BeTrue
    }

    It 'is named after the session, and a profile signs in with it' {
        $null = Connect-Browser -Remember
        Get-Kept QlikConnections-me | Should -Not -BeNullOrEmpty
        Save-QlikProfile mine
        $kept = Get-Kept QlikConnections-me
        Get-Content (Get-QlikProfile mine).Path -Raw | Should -Not -Match ([regex]::Escape($kept))
        Get-QlikSession | Disconnect-QlikSession
        (Connect-QlikSession -Profile mine).UserName | Should -Be 'Ada Admin'
        Get-VisitCount | Should -Be 1
    }

    It 'opens the browser again when what is kept is no longer accepted' {
        $null = Connect-Browser -Remember -SecretName refresh
        $first = Get-Kept
        Disconnect-QlikSession
        & $vault { $Vaults.Store.refresh = [pscredential]::new($Vaults.Store.refresh.UserName, $args[0]) } (ConvertTo-Secret 'not-a-token')
        $records = Connect-Browser -Remember -SecretName refresh -Verbose 4>&1
        Get-VisitCount | Should -Be 2
        "$records" | Should -Match 'no longer accepted'
        Get-Kept | Should -Not -BeIn 'not-a-token', $first
    }

    It 'shows the token in no stream' {
        $records = Connect-Browser -Remember -SecretName refresh -Verbose -Debug *>&1
        $records += Disconnect-QlikSession -Verbose -Debug *>&1
        $kept = Get-Kept
        $kept | Should -Not -BeNullOrEmpty
        $records | Format-List * -Force | Out-String -Width 4096 | Should -Not -Match ([regex]::Escape($kept))
    }

    It 'keeps a token that is replaced during the session, at the end of the command' {
        $null = Connect-Browser -Remember -SecretName refresh
        $first = Get-Kept
        Invoke-Control $server access-tokens Delete
        $null = Get-QlikDataConnection
        $second = Get-Kept
        if ($kind -eq 'rotated') { $second | Should -Not -Be $first } else { $second | Should -Be $first }
        # PowerShell ends without Disconnect-QlikSession.
        $null = Connect-QlikSession $server.url -Interactive -ClientId $client -RedirectPort $ports -Name other -Remember -SecretName refresh
        Get-VisitCount | Should -Be 1
    }

    It 'keeps a token that is replaced during a command that was stopped, before the next one' {
        $null = Connect-Browser -Remember -SecretName refresh
        $first = Get-Kept
        Invoke-Control $server access-tokens Delete
        $null = Get-QlikDataConnection | Select-Object -First 1
        Get-Kept | Should -Be $first
        $null = Connect-Browser -Remember -SecretName refresh
        Get-VisitCount | Should -Be 1
        if ($kind -eq 'rotated') { Get-Kept | Should -Not -Be $first }
    }

    It 'offers a token that the vault did not take again at the end' {
        $null = Connect-Browser -Remember -SecretName refresh
        $first = Get-Kept
        Invoke-Control $server access-tokens Delete
        & $vault { $script:Failure = { throw 'locked' } }
        $null = Get-QlikDataConnection -WarningVariable warned 3>$null
        $null = Get-QlikDataConnection -WarningVariable +warned 3>$null
        & $vault { $script:Failure = $null }
        if ($kind -eq 'rotated') { "$warned" | Should -Match 'locked' }
        @($warned).Count | Should -BeLessOrEqual 1
        Get-Kept | Should -Be $first
        Disconnect-QlikSession
        if ($kind -eq 'rotated') { Get-Kept | Should -Not -Be $first }
        $null = Connect-Browser -Remember -SecretName refresh
        Get-VisitCount | Should -Be 1
    }

    It 'is shared by several sessions: one that comes late takes what another has kept' {
        $null = Connect-Browser -Remember -SecretName refresh
        $null = Connect-QlikSession $server.url -Interactive -ClientId $client -RedirectPort $ports -Name other -Remember -SecretName refresh -InformationAction Ignore
        Get-VisitCount | Should -Be 1
        foreach ($name in 'me', 'other', 'me', 'other') {
            Invoke-Control $server access-tokens Delete
            Clear-ServerRequest $server
            @(Get-QlikDataConnection -First 2 -NoNameLookup -Session $name).Count | Should -Be 2
            $tokens = @(Get-ServerRequest $server | Where-Object path -EQ '/oauth/token')
            $tokens[-1].status | Should -Be 200
            # The refused one, and the one that was found: never the refused one again.
            $tokens.Count | Should -BeLessOrEqual 2
            if ($kind -eq 'kept') { $tokens.Count | Should -Be 1 }
        }
        Get-VisitCount | Should -Be 1
    }

    It 'is read again once by a command, also while another command in its pipeline waits for a token' {
        Add-ServerConnection $server 150
        $null = Connect-Browser -Remember -SecretName refresh
        $null = Connect-QlikSession $server.url -Interactive -ClientId $client -RedirectPort $ports -Name other -Remember -SecretName refresh -InformationAction Ignore
        Invoke-Control $server access-tokens Delete
        $null = Get-QlikDataConnection -First 1 -NoNameLookup -Session other
        & $vault { $Calls.Clear() }
        $rows = Get-QlikDataConnection -Session me -NoNameLookup | ForEach-Object -Begin { $count = 0 } -Process {
            if (++$count -eq 1) { $null = Invoke-Control $server access-tokens Delete }
            if ($count -le 120 -and $count % 40 -eq 1) { @(Get-QlikSpace -Session me).Count }
        }
        $rows | Should -HaveCount 3
        @(& $vault { $Calls -like 'Get *' }).Count | Should -BeLessOrEqual 4
        Get-VisitCount | Should -Be 1
    }

    It 'is said to have ended, once, when what is kept is refused too' {
        $null = Connect-Browser -Remember -SecretName refresh
        Invoke-Control $server tokens Delete
        & $vault { $Vaults.Store.refresh = [pscredential]::new($Vaults.Store.refresh.UserName, $args[0]) } (ConvertTo-Secret 'newer-but-no-token')
        Clear-ServerRequest $server
        $caught = try { Get-QlikDataConnection } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        @(Get-ServerRequest $server | Where-Object path -EQ '/oauth/token').Count | Should -Be 2
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'newer-but'
    }

    It 'is said to have ended when the vault is locked, and the verbose stream says why' {
        $null = Connect-Browser -Remember -SecretName refresh
        Invoke-Control $server tokens Delete
        & $vault { $script:Failure = { throw 'locked' } }
        $lines = [System.Collections.Generic.List[object]]::new()
        $caught = try { Get-QlikDataConnection -Verbose 4>&1 | ForEach-Object { $lines.Add($_) } } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        "$lines" | Should -Match 'could not be read again.*locked'
    }

    It 'keeps nothing between commands of a session that is not remembered' {
        $null = Connect-Browser
        Invoke-Control $server access-tokens Delete
        $null = Get-QlikDataConnection
        (& $vault { $Calls.Count }) | Should -Be 0
    }

    It 'warns when the vault is locked, and is signed in' {
        & $vault { $script:Failure = { throw 'locked' } }
        $records = Connect-QlikSession $server.url -Interactive -ClientId $client -RedirectPort $ports -Name me -Remember -SecretName refresh 3>&1 6>&1
        $records[-1].UserName | Should -Be 'Ada Admin'
        # Before the person signs in, who can unlock the vault first.
        "$($records[0])" | Should -Match 'not remembered.*locked'
        "$($records[1])" | Should -Match 'Sign in in the browser'
    }

    It 'does not write over what it could not read' {
        & $vault { $Vaults.Store['refresh'] = 'planted'; $script:Failure = { if ((Get-PSCallStack)[1].Command -eq 'Get-Secret') { throw 'the password was wrong' } } }
        $records = Connect-Browser -Remember -SecretName refresh 3>&1
        "$records" | Should -Match 'not remembered.*the password was wrong'
        Get-QlikSession | Disconnect-QlikSession
        & $vault { $script:Failure = $null }
        (& $vault { $Vaults.Store['refresh'] }) | Should -Be planted
    }

    It 'ends at the server what the vault did not take' {
        & $vault { $script:Failure = { if ((Get-PSCallStack)[1].Command -eq 'Set-Secret') { throw 'locked' } } }
        $null = Connect-Browser -Remember -SecretName refresh 3>&1
        Clear-ServerRequest $server
        Get-QlikSession | Disconnect-QlikSession 3>&1 | Should -Match 'not remembered.*locked'
        @(Get-ServerRequest $server | Where-Object path -EQ '/oauth/revoke') | Should -HaveCount 2
    }

    It 'neither sends nor replaces <what>' -ForEach @(
        @{ what = 'a key'; secret = { ConvertTo-Secret 'planted' } }
        @{ what = 'a table'; secret = { @{ RefreshToken = 'planted' } } }
        @{ what = 'the token of another tenant'; secret = { [pscredential]::new("$client@acme.test", (ConvertTo-Secret 'planted')) } }
        @{ what = 'the token of another client'; secret = { [pscredential]::new("other@$(([uri] $server.url).Authority)", (ConvertTo-Secret 'planted')) } }
    ) {
        $before = & $secret
        & $vault { $Vaults.Store.refresh = $args[0] } $before
        Clear-ServerRequest $server
        $caught = try { Connect-Browser -Remember -SecretName refresh } catch { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
        "$caught" | Should -Not -Match planted
        @(Get-ServerRequest $server) | Should -BeNullOrEmpty
        [object]::ReferenceEquals((& $vault { $Vaults.Store.refresh }), $before) | Should -BeTrue
    }

    It 'refuses the name of a secret without -Remember' {
        { Connect-Browser -SecretName refresh } | Should -Throw '*-Remember*'
        Get-VisitCount | Should -Be 0
    }

    It 'revokes a sign-in that is not remembered, and only the access token of one that is' {
        $null = Connect-Browser
        Clear-ServerRequest $server
        Disconnect-QlikSession
        @(Get-ServerRequest $server | Where-Object path -EQ '/oauth/revoke').Count | Should -Be 2
        $null = Connect-Browser -Remember -SecretName refresh
        Clear-ServerRequest $server
        Disconnect-QlikSession
        @(Get-ServerRequest $server | Where-Object path -EQ '/oauth/revoke').Count | Should -Be 1
    }
}

Describe 'Connect-QlikSession -Interactive -Remember, without refresh tokens' -Skip:$IsWindows {
    BeforeAll {
        $script:server = Start-SandboxServer --allow-sign-ins, --refresh-tokens, none
        $null = Connect-Server $server
        $script:client = (New-QlikOAuthClient -Native -RedirectPort $ports).ClientId
        $env:BROWSER = $browser
    }
    AfterAll { Stop-SandboxServer $server }
    AfterEach { Reset-Everything }

    It 'warns that nothing is remembered' {
        "$(Connect-Browser -Remember -SecretName refresh 3>&1)" | Should -Match 'offline_access'
        Get-Kept | Should -BeNullOrEmpty
    }
}
