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
        (Connect-QlikSession -ApiNamespace Connectivity).ApiNamespace | Should -Be 'Connectivity'
        # Nothing listens there.
        (Get-Caught { Connect-QlikSession -Proxy http://127.0.0.1:9 }).FullyQualifiedErrorId | Should -BeLike 'QlikUnreachable,*'
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
        @{ what = 'a key file without a tenant'; id = 'QlikSignInInvalid'; value = { @{ QLIK_API_KEY_FILE = New-KeyFile; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a vault without a tenant'; id = 'QlikSignInInvalid'; value = { @{ QLIK_SECRET_NAME = 'qlik'; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a tenant of blanks'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = ' '; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a profile of blanks'; id = 'QlikSignInInvalid'; value = { @{ QLIK_PROFILE = ' '; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a profile of blanks beside a tenant'; id = 'QlikSignInInvalid'; says = 'QLIK_PROFILE contains only blanks'
            value = { @{ QLIK_PROFILE = ' '; QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile } } }
        @{ what = 'a tenant of blanks beside a file'; id = 'QlikSignInInvalid'; says = 'QLIK_TENANT contains only blanks'
            value = { @{ QLIK_TENANT = "`t"; QLIK_API_KEY_FILE = New-KeyFile } } }
        @{ what = 'a file of blanks beside a vault'; id = 'QlikSignInInvalid'; says = 'QLIK_API_KEY_FILE contains only blanks'
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = ' '; QLIK_SECRET_NAME = 'qlik' } } }
        @{ what = 'a secret of blanks beside a file'; id = 'QlikSignInInvalid'; says = 'QLIK_SECRET_NAME contains only blanks'
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_SECRET_NAME = ' ' } } }
        @{ what = 'a vault of blanks'; id = 'QlikSignInInvalid'; says = 'QLIK_SECRET_VAULT contains only blanks'
            value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'qlik'; QLIK_SECRET_VAULT = ' ' } } }
        @{ what = 'a key of blanks that is accepted'; id = 'QlikSignInInvalid'; says = 'QLIK_API_KEY contains only blanks'; run = { Connect-QlikSession -AllowEnvironmentSecret }
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY = ' ' } } }
        @{ what = 'a folder of qlik-cli of blanks'; id = 'QlikContextUnusable'; says = 'QLIK_CLI_USER_HOME_DIR contains only blanks'; value = { @{ QLIK_CLI_USER_HOME_DIR = ' ' } } }
        @{ what = 'a tenant alone'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = $server.url; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a file and a vault'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_SECRET_NAME = 'qlik' } } }
        @{ what = 'a file and the vault of no secret'; id = 'QlikSignInInvalid'; says = 'QLIK_API_KEY_FILE and QLIK_SECRET_VAULT'
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_SECRET_VAULT = 'Store' } } }
        @{ what = 'a file and a key that is accepted'; id = 'QlikSignInInvalid'; says = 'QLIK_API_KEY_FILE and QLIK_API_KEY '; run = { Connect-QlikSession -AllowEnvironmentSecret }
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_API_KEY = 'planted' } } }
        @{ what = 'a vault and a key that is accepted'; id = 'QlikSignInInvalid'; says = 'QLIK_SECRET_NAME and QLIK_API_KEY '; run = { Connect-QlikSession -AllowEnvironmentSecret }
            value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'qlik'; QLIK_SECRET_VAULT = 'Store'; QLIK_API_KEY = 'planted' } } }
        @{ what = 'a vault alone'; id = 'QlikSignInInvalid'; value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_VAULT = 'Store' } } }
        @{ what = 'a browser for what has none'; id = 'QlikSignInInvalid'; says = '-Interactive'; run = { Connect-QlikSession -NoBrowser }
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile; QLIK_CLI_USER_HOME_DIR = $contexts } } }
        @{ what = 'a file that is not there'; id = 'QlikSecretUnavailable'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = 'none' } } }
        @{ what = 'a secret that is not there'; id = 'QlikSecretUnavailable'; value = { @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'none' } } }
        @{ what = 'plain http'; id = 'QlikAddressInvalid'; value = { @{ QLIK_TENANT = 'http://acme.test'; QLIK_API_KEY_FILE = New-KeyFile } } }
        @{ what = 'a key for another tenant'; id = 'QlikAuthenticationFailed'; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile planted } } }
        @{ what = 'a user without a sign-in'; id = 'QlikSignInInvalid'; run = { Connect-QlikSession -UserId anna }; value = { @{ QLIK_PROFILE = 'prod' } } }
        @{ what = 'nothing at all'; id = 'QlikSignInInvalid'; value = { @{} } }
    ) {
        Set-Environment (& $value)
        $caught = Get-Caught $(if ($run) { $run } else { { Connect-QlikSession } })
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
        if ($says) { "$caught" | Should -Match $says }
        "$($caught | Format-List * -Force | Out-String)" | Should -Not -Match 'planted'
    }

    It 'gives advice about <what> when its key is refused' -ForEach @(
        @{ what = 'the file'; says = "file '.*key-.*run Connect-QlikSession again"; run = { Connect-QlikSession }; value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = New-KeyFile planted } } }
        @{ what = 'the variable'; says = 'environment variable QLIK_API_KEY\).*run Connect-QlikSession -AllowEnvironmentSecret again'; run = { Connect-QlikSession -AllowEnvironmentSecret }
            value = { @{ QLIK_TENANT = $server.url; QLIK_API_KEY = 'planted' } } }
        @{ what = 'the vault'; says = "secret 'qlik' of vault 'Store'.*run Connect-QlikSession again"; run = { Connect-QlikSession }
            value = { & $vault { $Vaults.Store.qlik = 'planted' }; @{ QLIK_TENANT = $server.url; QLIK_SECRET_NAME = 'qlik'; QLIK_SECRET_VAULT = 'Store' } } }
    ) {
        Set-Environment (& $value)
        $caught = Get-Caught $run
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        $caught.ErrorDetails.RecommendedAction | Should -Match $says
    }

    It 'refuses a folder of profiles of blanks' {
        $before, $env:QLIKCONNECTIONS_PROFILE_PATH = $env:QLIKCONNECTIONS_PROFILE_PATH, ' '
        try {
            foreach ($run in { Connect-QlikSession -Profile prod }, { Get-QlikProfile }, { Save-QlikProfile x -Tenant a.test }, { Remove-QlikProfile x }) {
                $caught = Get-Caught $run
                $caught.FullyQualifiedErrorId | Should -BeLike 'QlikProfileUnusable,*'
                "$caught" | Should -Match 'QLIKCONNECTIONS_PROFILE_PATH contains only blanks'
            }
        }
        finally { $env:QLIKCONNECTIONS_PROFILE_PATH = $before }
    }

    It 'refuses a file that others can read' -Skip:$IsWindows {
        $file = New-KeyFile
        chmod 644 $file
        Set-Environment @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = $file }
        (Get-Caught { Connect-QlikSession }).FullyQualifiedErrorId | Should -BeLike 'QlikSecretUnavailable,*'
    }
}

# What the topic about automation says, as far as it runs without systemd, a task scheduler and GitHub.
Describe 'The recipes of about_QlikConnections_Automation' {
    BeforeAll {
        $topic = Get-Content (Join-Path (Split-Path (Get-ModuleManifestPath)) 'en-US/about_QlikConnections_Automation.help.txt') -Raw

        # Runs a script in a PowerShell with an environment of its own.
        function Invoke-Task([string] $Script, [hashtable] $Environment) {
            $file = Join-Path $TestDrive "task-$([guid]::NewGuid()).ps1"
            Set-Content $file "`$ErrorActionPreference = 'Stop'`nImport-Module '$(Get-ModuleManifestPath)'`n$Script"
            $start = New-PowerShellStartInfo -ArgumentList '-File', $file
            $start.RedirectStandardError = $true
            foreach ($name in $names) { $null = $start.Environment.Remove($name) }
            foreach ($entry in $Environment.GetEnumerator()) { $start.Environment[$entry.Key] = $entry.Value }
            $process = [System.Diagnostics.Process]::Start($start)
            $errors = $process.StandardError.ReadToEndAsync()
            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output + $errors.Result }
        }
        $list = '; "read: $(@(Get-QlikDataConnection -First 2).Count)"'
    }

    It 'systemd: the credential of the service signs in' -Skip:$IsWindows {
        $credentials = (New-Item (Join-Path $TestDrive credentials) -ItemType Directory).FullName
        Set-Content (Join-Path $credentials qlik-key) $server.apiKey -NoNewline
        chmod 400 (Join-Path $credentials qlik-key)
        chmod 500 $credentials
        $said = [regex]::Matches($topic, '(?m)^ {8}Environment=(?<name>\w+)=(?<value>\S+)')
        $said.Count | Should -Be 2
        $environment = @{}
        foreach ($line in $said) { $environment[$line.Groups['name'].Value] = $line.Groups['value'].Value.Replace('%d', $credentials).Replace('acme.eu.qlikcloud.com', $server.url) }
        $run = Invoke-Task "Connect-QlikSession -Verbose$list" $environment
        $run.ExitCode | Should -Be 0 -Because $run.Output
        $run.Output | Should -Match 'QLIK_TENANT[\s\S]*read: 2'
        $run.Output | Should -Not -Match ([regex]::Escape($server.apiKey))
    }

    It 'systemd: an access list shows as rights of the group root' -Skip:$IsWindows {
        $key = New-KeyFile
        chmod 440 $key
        $run = Invoke-Task "Connect-QlikSession$list" @{ QLIK_TENANT = $server.url; QLIK_API_KEY_FILE = $key }
        $run.Output | Should -Match 'read: 2'
    }

    It 'GitHub Actions: the key of the step signs in, and is refused without the switch' {
        $environment = @{ QLIK_TENANT = $server.url; QLIK_API_KEY = $server.apiKey }
        $command = [regex]::Match($topic, 'Connect-QlikSession -AllowEnvironmentSecret').Value
        $run = Invoke-Task "$command$list" $environment
        $run.Output | Should -Match 'read: 2'
        $run = Invoke-Task "Connect-QlikSession$list" $environment
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Match 'AllowEnvironmentSecret'
        $run.Output | Should -Not -Match ([regex]::Escape($server.apiKey))
    }

    It 'Windows Task Scheduler: the profile of the account signs in, and nothing is asked' {
        Save-QlikProfile nightly -Tenant $server.url -ClientId $server.clientId -SecretFile (New-KeyFile $server.clientSecret)
        Save-QlikProfile asks -Tenant $server.url -ClientId $server.clientId
        $run = Invoke-Task "Connect-QlikSession -Profile nightly$list" @{}
        $run.Output | Should -Match 'read: 2'
        $run = Invoke-Task "Connect-QlikSession -Profile asks$list" @{}
        $run.ExitCode | Should -Be 1
        $run.Output | Should -Match 'cannot prompt'
    }
}
