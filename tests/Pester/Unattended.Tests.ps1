# Connect-QlikSession without a sign-in: what the environment says, and in which order.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:vault = Import-StandInVault
    $script:names = 'QLIK_PROFILE', 'QLIK_TENANT', 'QLIK_API_KEY', 'QLIK_API_KEY_FILE', 'QLIK_SECRET_NAME', 'QLIK_SECRET_VAULT', 'QLIK_CLI_USER_HOME_DIR'
    $script:before = $env:QLIK_CLI_USER_HOME_DIR
    function Set-Environment([hashtable] $Value) {
        foreach ($name in $names) { [System.Environment]::SetEnvironmentVariable($name, $(if ($Value[$name]) { "$($Value[$name])" })) }
        if (-not $env:QLIK_CLI_USER_HOME_DIR) { $env:QLIK_CLI_USER_HOME_DIR = Join-Path $TestDrive none }
    }
    function Get-Caught([scriptblock] $Run) { try { $null = & $Run } catch { return $_ } }
    function New-KeyFile([string] $Text = $server.apiKey) {
        $file = Join-Path $TestDrive "key-$([guid]::NewGuid())"
        Set-Content $file $Text
        if (-not $IsWindows) { chmod 600 $file }
        $file
    }
    $script:contexts = Join-Path $TestDrive 'contexts.yml'
    Set-Content $contexts "current-context: ctx`ncontexts:`n  ctx:`n    server: $($server.url)`n    server-type: cloud`n    headers: { Authorization: Bearer $($server.apiKey) }"
    Save-QlikProfile prod -Tenant $server.url -SecretFile (New-KeyFile)
}
AfterAll {
    Set-Environment @{ QLIK_CLI_USER_HOME_DIR = $before }
    Remove-Item -LiteralPath $env:QLIKCONNECTIONS_PROFILE_PATH -Recurse -Force
    Stop-SandboxServer $server
    Remove-Module Microsoft.PowerShell.SecretManagement
}

Describe 'Connect-QlikSession without a sign-in' {
    AfterEach {
        Get-QlikSession | Disconnect-QlikSession
        Set-Environment @{}
        & $vault { $script:Vaults = @{ Store = @{} }; $Calls.Clear() }
    }

    It 'takes <what>, and says so' -ForEach @(
        @{ what = 'the profile of QLIK_PROFILE'; session = 'prod'; says = 'QLIK_PROFILE.*prod'
            value = { @{ QLIK_PROFILE = 'PROD'; QLIK_TENANT = 'no.test'; QLIK_API_KEY_FILE = 'none'; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'QLIK_TENANT with a file'; session = '127.0.0.1'; says = 'QLIK_TENANT'
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_API_KEY = 'wrong'; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'QLIK_TENANT with a vault'; session = '127.0.0.1'; says = 'QLIK_TENANT'
            value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'qlik'; QLIK_SECRET_VAULT = 'Store' } } }
        @{ what = 'QLIK_TENANT with the default vault'; session = '127.0.0.1'; says = 'QLIK_TENANT'
            value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'qlik' } } }
        @{ what = 'the current context of qlik-cli'; session = 'ctx'; says = "context 'ctx'"
            value = { @{ QLIK_CLI_USER_HOME_DIR = $contexts; QLIK_API_KEY = 'wrong' } } }
    ) {
        & $vault { $Vaults.Store.qlik = $args[0] } (ConvertTo-Secret $server.apiKey)
        Set-Environment (& $value)
        $records = Connect-QlikSession -Verbose 4>&1
        ($records | Where-Object { $_ -is [QlikConnections.QlikSession] }).Name | Should -Be $session
        "$($records | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })" | Should -Match $says
        "$records" | Should -Not -Match ([regex]::Escape($server.apiKey))
    }

    It 'lets parameters take precedence' {
        Set-Environment @{ QLIK_PROFILE = 'none'; QLIK_TENANT = 'no.test' }
        (Connect-QlikSession -Sandbox Cloud).Name | Should -Be 'Sandbox'
        (Connect-QlikSession -Profile prod).Name | Should -Be 'prod'
        (Connect-QlikSession $server.url -ApiKey (ConvertTo-Secret $server.apiKey) -Name mine).Name | Should -Be 'mine'
        # Rows say how they sign in.
        ([pscustomobject]@{ Profile = 'prod'; Name = 'row' } | Connect-QlikSession).Name | Should -Be 'row'
    }

    It 'takes a name and limits' {
        Set-Environment @{ QLIK_PROFILE = 'prod' }
        (Connect-QlikSession -Name mine -TimeoutSec 9).Name | Should -Be 'mine'
    }

    It 'takes a key in the environment only with -AllowEnvironmentSecret' {
        Set-Environment @{ QLIK_TENANT = $server.url; QLIK_API_KEY = "$($server.apiKey)" }
        $caught = Get-Caught { Connect-QlikSession }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        "$caught" | Should -Match 'AllowEnvironmentSecret.*QLIK_API_KEY_FILE'
        "$caught" | Should -Not -Match ([regex]::Escape($server.apiKey))
        (Connect-QlikSession -AllowEnvironmentSecret).Authentication | Should -Be 'ApiKey'
    }

    It 'is refused: <what>' -ForEach @(
        @{ what = 'an unknown profile'; id = 'QlikProfileNotFound'; value = { @{ QLIK_PROFILE = 'prd'; QLIK_TENANT = $server.url } } }
        @{ what = 'a profile with a path'; id = 'QlikInputInvalid'; value = { @{ QLIK_PROFILE = '../prod' } } }
        @{ what = 'a tenant alone'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = $server.url; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a file and a vault'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_SECRET_NAME = 'qlik' } } }
        @{ what = 'a file that is not there'; id = 'QlikSecretUnavailable'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = 'none' } } }
        @{ what = 'a secret that is not there'; id = 'QlikSecretUnavailable'; value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'none' } } }
        @{ what = 'plain http'; id = 'QlikAddressInvalid'; value = { @{ QLIK_TENANT = 'http://acme.test'; QLIK_API_KEY_FILE = New-KeyFile } } }
        @{ what = 'a key for another tenant'; id = 'QlikAuthenticationFailed'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile planted } } }
        @{ what = 'nothing at all'; id = 'QlikSignInInvalid'; value = { @{} } }
    ) {
        Set-Environment (& $value)
        $caught = Get-Caught { Connect-QlikSession }
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
    }

    It 'refuses a file that others can read' -Skip:$IsWindows {
        $file = New-KeyFile
        chmod 644 $file
        Set-Environment @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = $file }
        (Get-Caught { Connect-QlikSession }).FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
    }
}
