BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
}
AfterAll { Stop-SandboxServer $server }

Describe 'Connect-QlikSession' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'signs in with an API key and says who it is' {
        $session = Connect-QlikSession -Tenant $server.url -ApiKey (ConvertTo-Secret $server.apiKey)
        $session.UserName | Should -Be 'Ada Admin'
        $session.Authentication | Should -Be 'ApiKey'
        $session.Name | Should -Be '127.0.0.1'
        $session.IsDefault | Should -BeTrue
    }

    It 'signs in with an access token' {
        (Connect-QlikSession $server.url -AccessToken (ConvertTo-Secret $server.memberApiKey)).UserName | Should -Be 'Bob Meyer'
    }

    It 'signs in with a machine-to-machine client' {
        $credential = [pscredential]::new($server.clientId, (ConvertTo-Secret $server.clientSecret))
        $session = Connect-QlikSession $server.url -ClientCredential $credential
        $session.Authentication | Should -Be 'OAuth'
        @(Get-QlikDataConnection -First 2).Count | Should -Be 2
    }

    It 'reports <what> as <id>' -ForEach @(
        @{ what = 'a wrong key'; id = 'QlikAuthenticationFailed'; run = { Connect-QlikSession $server.url -ApiKey (ConvertTo-Secret 'wrong') } }
        @{ what = 'a wrong client secret'; id = 'QlikAuthenticationFailed'; run = { Connect-QlikSession $server.url -ClientCredential ([pscredential]::new($server.clientId, (ConvertTo-Secret 'wrong'))) } }
        @{ what = 'plain http'; id = 'QlikAddressInvalid'; run = { Connect-QlikSession 'http://acme.eu.qlikcloud.test' -ApiKey (ConvertTo-Secret 'x') } }
        @{ what = 'an address that is none'; id = 'QlikAddressInvalid'; run = { Connect-QlikSession 'ftp://acme' -ApiKey (ConvertTo-Secret 'x') } }
        @{ what = 'a login in the address'; id = 'QlikAddressInvalid'; run = { Connect-QlikSession 'https://user:hidden-word@acme.test' -ApiKey (ConvertTo-Secret 'x') } }
        @{ what = 'a server that is not there'; id = 'QlikUnreachable'; run = { Connect-QlikSession 'http://127.0.0.1:9' -ApiKey (ConvertTo-Secret 'x') -TimeoutSec 1 } }
    ) {
        $caught = $null
        try { & $run } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -Be "$id,QlikConnections.Commands.ConnectQlikSessionCommand"
        $caught.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$caught" | Should -Not -Match 'hidden-word'
        Get-QlikSession | Should -BeNullOrEmpty
    }

    It 'refuses a secret in plain text without repeating it' {
        { Connect-QlikSession $server.url -ApiKey 'PLAIN-SECRET' } | Should -Throw '*SecureString*'
        $Error[0] | Format-List -Force * | Out-String | Should -Not -Match 'PLAIN-SECRET(?!'')' -Because 'the record itself must not quote it'
    }

    It 'says so when the server answers with a web page' {
        Add-ServerFault $server @{ method = 'GET'; path = 'users'; kind = 'html'; status = 200; times = 1 }
        { Connect-Server $server } | Should -Throw -ErrorId 'QlikUnexpectedResponse,*'
        Clear-ServerFault $server
    }

    It 'lets a session cross a file as its name, whatever the preferences are' {
        $run = Invoke-InRunspace -Script '$WhatIfPreference = $true; $ConfirmPreference = "Low"; [System.Management.Automation.PSSerializer]::Serialize((Connect-QlikSession -Sandbox Cloud -Name here))'
        [System.Management.Automation.PSSerializer]::Deserialize($run.Output) | Should -BeExactly 'here'
        $run.Error | Should -BeNullOrEmpty
    }

    It 'makes the newest session the default, and the one before when it goes' {
        $null = Connect-Server $server -Name one
        $null = Connect-Server $server -Name two
        (Get-QlikSession -Default).Name | Should -Be 'two'
        Disconnect-QlikSession
        (Get-QlikSession -Default).Name | Should -Be 'one'
        Get-QlikSession 'o*' | Disconnect-QlikSession -WhatIf
        (Get-QlikSession).Name | Should -Be 'one'
    }

    It 'replaces a session of the same name' {
        $first = Connect-Server $server -Name same
        $null = Connect-Server $server -Name same -Key $server.memberApiKey
        @(Get-QlikSession).Count | Should -Be 1
        $first.IsConnected | Should -BeFalse
    }

    It 'keeps a sandbox in its file' {
        $path = Join-Path $TestDrive 'state.json'
        $null = Connect-QlikSession -Sandbox Cloud -Path $path
        Get-QlikDataConnection 'tmp_*' | Remove-QlikDataConnection -Confirm:$false
        Disconnect-QlikSession
        $null = Connect-QlikSession -Sandbox Cloud -Path $path
        Get-QlikDataConnection 'tmp_*' | Should -BeNullOrEmpty
        @(Get-QlikDataConnection).Count | Should -BeGreaterThan 30
    }

    It 'says which sandbox file is damaged' {
        $path = Join-Path $TestDrive 'damaged.json'
        Set-Content $path '{ "half'
        { Connect-QlikSession -Sandbox Cloud -Path $path } | Should -Throw -ErrorId 'QlikSandboxState,*'
    }
}

Describe 'Without a session' {
    It '<_> says what to do' -ForEach 'Get-QlikDataConnection', 'Get-QlikSpace', 'Get-QlikUser' {
        $caught = $null
        try { & $_ } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikNotConnected,*'
        $caught.CategoryInfo.Category | Should -Be 'ConnectionError'
        $caught.ErrorDetails.RecommendedAction | Should -Match 'Connect-QlikSession'
    }

    It 'refuses to change objects of a session that is gone' {
        $null = Connect-QlikSession -Sandbox Cloud
        $connection = Get-QlikDataConnection -First 1
        Disconnect-QlikSession
        $connection | Set-QlikDataConnection -NewName other -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSessionClosed,*'
    }
}
