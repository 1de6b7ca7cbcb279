# Objects in the place of names: they keep their session, as in the pipeline.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    # Sandboxes have equal ids, as a site and its copy have. What is connected last is the default.
    foreach ($name in 'prod', 'test') { $null = Connect-QlikSession -Sandbox Repository -Name $name }
    $script:cube = Get-QlikDataConnection 'Cube sales' -Session prod
    function Read([string] $Session) { Get-QlikDataConnection -Id $cube.Id -Session $Session -ErrorAction Ignore }
}

AfterAll { Get-QlikSession | Disconnect-QlikSession }

Describe 'An object in the place of a name' {
    It 'is of its own session: <command>' -ForEach @(
        @{ command = 'Get'; run = { Get-QlikDataConnection $cube } }
        @{ command = 'Get, of a saved one'; run = { Get-QlikDataConnection ([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($cube, 3))) } }
        @{ command = 'Get, of a row'; run = { Get-QlikDataConnection ($cube | Select-Object Id, Name, Session) } }
        @{ command = 'Get, of a hashtable'; run = { Get-QlikDataConnection @{ Name = 'Cube sales'; Session = 'prod' } } }
        @{ command = 'Set'; run = { Set-QlikDataConnection $cube -ConnectionString 'CUSTOM CONNECT TO "provider=x;cube=y;"' -PassThru -Confirm:$false } }
        @{ command = 'Move'; run = { Move-QlikDataConnectionOwner $cube -Owner (Get-QlikUser -Session prod | Select-Object -First 1 -Skip 2) -PassThru -Confirm:$false } }
        @{ command = 'Test'; run = { Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'no' } -Name $cube } }
    ) {
        (& $run).Session.Name | Select-Object -Unique | Should -Be 'prod'
    }

    It 'is exported from its session' {
        (Export-QlikDataConnection -Path - -Name $cube | ConvertFrom-Json).connections.name | Should -Be 'Cube sales'
    }

    It 'is refused if -Session names another one' {
        { Remove-QlikDataConnection $cube -Session test -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        Read test | Should -Not -BeNullOrEmpty
    }

    It 'goes together with names' {
        (Get-QlikDataConnection $cube, 'Cube sales').Session.Name | Sort-Object | Should -Be 'prod', 'test'
    }

    It 'says what a row lacks' {
        { Get-QlikDataConnection @{ Nmae = 'Trials' } } | Should -Throw '*Nmae*'
    }

    It 'is removed from its session only' {
        Remove-QlikDataConnection $cube -Confirm:$false
        Read prod | Should -BeNullOrEmpty
        Read test | Should -Not -BeNullOrEmpty
    }
}
