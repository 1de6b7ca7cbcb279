BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server) }
    function Login { [pscredential]::new('svc', (ConvertTo-Secret 'MARKER-77aa01')) }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'Get-QlikDataCredential' {
    BeforeEach { Clear-ServerRequest $server }

    It 'reads the credentials of connections, each once' {
        $payroll = Get-QlikDataConnection Payroll
        Clear-ServerRequest $server
        $found = $payroll, $payroll, $payroll.CredentialId, "$($payroll.CredentialId)" | Get-QlikDataCredential
        $found.Id | Should -Be $payroll.CredentialId
        $found.Name | Should -Be 'Payroll in HR'
        $found.ConnectionCount | Should -Be 1
        $found.Session.Name | Should -Be server
        @(Sent).Count | Should -Be 1
    }

    It 'passes over a connection without one' {
        $open = Get-QlikDataConnection 'Open data'
        $open.CredentialId | Should -BeNullOrEmpty
        Clear-ServerRequest $server
        $said = & { $open | Get-QlikDataCredential -Verbose -ErrorAction Stop } 4>&1
        $said | Should -BeLike "*'Open data' has no credential set*"
        @(Sent).Count | Should -Be 0
    }

    It 'understands <what>' -ForEach @(
        @{ what = 'a deserialised connection'; make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-QlikDataConnection Payroll))) } }
        @{ what = 'a deserialised credential'; make = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-QlikDataConnection Payroll | Get-QlikDataCredential))) } }
        @{ what = 'a CSV row of a connection'; make = { Get-QlikDataConnection Payroll | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ what = 'a row with an id'; make = { [pscustomobject]@{ Id = (Get-QlikDataConnection Payroll).CredentialId } } }
        @{ what = 'a row with a name'; make = { [pscustomobject]@{ Name = 'Payroll in HR' } } }
        @{ what = 'a name'; make = { 'Payroll in HR' } }
    ) {
        (& $make | Get-QlikDataCredential).Name | Should -Be 'Payroll in HR'
    }

    It 'reads by name and by id' {
        $id = (Get-QlikDataCredential 'Payroll in HR').Id
        (Get-QlikDataCredential -Id $id).Name | Should -Be 'Payroll in HR'
    }

    It 'lists orphans with their owner in one request more than the names need' {
        $orphan = Get-QlikDataCredential -Orphaned -Separate -DataSourceId mssql -Type QvOdbcConnectorPackage.exe
        $orphan.Name | Should -Be 'SQL login of 2022'
        $orphan.OwnerName | Should -Be 'Lee Leaver'
        @(Sent | Where-Object path -Like '*filter-orphan').Count | Should -Be 1
        Get-QlikDataCredential -Orphaned -Embedded | Should -BeNullOrEmpty
    }

    It 'reports <what> as <id> and goes on' -ForEach @(
        @{ what = 'an unknown name'; id = 'QlikCredentialNotFound'; bad = 'Nobody''s' }
        @{ what = 'an unknown id'; id = 'QlikCredentialNotFound'; bad = [guid]::NewGuid() }
        @{ what = 'a row that names nothing'; id = 'QlikInputInvalid'; bad = [pscustomobject]@{ x = 1 } }
        @{ what = 'an id that is none'; id = 'QlikInputInvalid'; bad = [pscustomobject]@{ CredentialId = 'x' } }
    ) {
        $found = $bad, 'Payroll in HR' | Get-QlikDataCredential -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'Payroll in HR'
        $problem.FullyQualifiedErrorId | Should -Be "$id,QlikConnections.Commands.GetQlikDataCredentialCommand"
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'shows a table that says what uses it' {
        Get-QlikDataCredential 'Payroll in HR' | Out-String | Should -Match 'ConnectionCount'
    }
}

Describe 'Set-QlikDataCredential' {
    BeforeEach { Clear-ServerRequest $server }

    It 'renames with one request after the look' {
        $after = Get-QlikDataConnection Directory | Set-QlikDataCredential -NewName 'Directory login' -PassThru
        $after.Name | Should -Be 'Directory login'
        (Sent | Where-Object path -Like '*data-credentials*').method | Should -Be 'GET', 'PATCH'
        Clear-ServerRequest $server
        Set-QlikDataCredential 'Directory login' -NewName 'Directory login'
        (Sent).method | Should -Be 'GET'
        Set-QlikDataCredential 'Directory login' -NewName 'Directory in HR'
    }

    It 'gives a new login, and shows none under -WhatIf' {
        $session = Invoke-InRunspace -Variable @{ manifest = $server; login = Login } -Script @'
$null = Connect-QlikSession -Tenant $manifest.url -ApiKey (ConvertTo-SecureString $manifest.apiKey -AsPlainText -Force)
# Not -Debug, which asks before it goes on in some versions of PowerShell.
$DebugPreference = 'Continue'
Set-QlikDataCredential 'Payroll in HR' -Credential $login -NewName 'Payroll in HR 2' -WhatIf
Set-QlikDataCredential 'Payroll in HR' -Credential $login -Verbose -PassThru | Format-List * | Out-String
Set-QlikDataCredential 'Payroll in HR' -Credential $login -NewName 'Directory in HR'
'@
        (Sent | Where-Object path -Like '*data-credentials*').method | Should -Be 'GET', 'GET', 'PUT', 'GET', 'PUT'
        $session.Error.FullyQualifiedErrorId | Should -BeLike 'QlikConflict,*'
        foreach ($stream in $session.PSObject.Properties) { ($stream.Value | Out-String -Width 4096) | Should -Not -Match 'MARKER-77aa01' }
        ($session.Error | ForEach-Object { $_.Exception.ToString() }) | Should -Not -Match 'MARKER-77aa01'
    }
}

Describe 'Remove-QlikDataCredential' {
    BeforeEach { Clear-ServerRequest $server }

    It 'sends nothing that writes under -WhatIf, also with -Force' {
        Get-QlikDataCredential -Orphaned | Remove-QlikDataCredential -WhatIf -Force
        Sent | Where-Object method -EQ DELETE | Should -BeNullOrEmpty
    }

    It 'asks once more for a credential in use, and -Force answers' {
        $run = Invoke-InRunspace -Variable @{ manifest = $server } -Script @'
$null = Connect-QlikSession -Tenant $manifest.url -ApiKey (ConvertTo-SecureString $manifest.apiKey -AsPlainText -Force)
try { Remove-QlikDataCredential 'Trials in R&D' -Confirm:$false } catch { "asked: $($_.Exception.GetType().Name)" }
'@
        # A host that cannot ask is the proof that there was a question.
        $run.Output | Should -BeLike 'asked: *'
        Sent | Where-Object method -EQ DELETE | Should -BeNullOrEmpty
        Remove-QlikDataCredential 'Trials in R&D' -Force
        (Get-QlikDataConnection Trials).CredentialId | Should -BeNullOrEmpty
    }

    It 'removes orphans without more questions' {
        Get-QlikDataCredential -Orphaned | Remove-QlikDataCredential -Confirm:$false
        Get-QlikDataCredential -Orphaned | Should -BeNullOrEmpty
    }
}

Describe 'On a client-managed site' {
    It 'names the alternative' {
        $null = Connect-QlikSession -Sandbox Repository -Name site
        $problem = foreach ($run in { Get-QlikDataCredential -Orphaned -Session site }, { Set-QlikDataCredential x -NewName y -Session site },
            { Remove-QlikDataCredential x -Session site -Force }, { Get-QlikDataCredential x -Session site }) {
            try { & $run } catch { $_ }
        }
        $problem.Count | Should -Be 4
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikNotSupported,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Set-QlikDataConnection -Credential*'
    }
}
