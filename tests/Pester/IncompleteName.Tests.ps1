# A name means exactly one connection. A list that is not complete cannot tell which.
Describe 'A name and a list that is not complete' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $server = Start-SandboxServer
        $null = Connect-Server $server -Name here
        $null = Get-QlikDataConnection
    }

    AfterAll { Disconnect-QlikSession here; Stop-SandboxServer $server }

    BeforeEach {
        Add-ServerFault $server @{ method = 'GET'; path = 'data-connections[?]'; kind = $kind; times = 9 }
        Clear-ServerRequest $server
    }

    AfterEach { Clear-ServerFault $server }

    Context '<kind>' -ForEach @(@{ kind = 'dropItem' }, @{ kind = 'partialErrors' }) {
        It '<what> sends nothing' -ForEach @(
            @{ what = 'Remove'; run = { 'Sales DWH' | Remove-QlikDataConnection -Force -ErrorAction SilentlyContinue -ErrorVariable +problem } }
            @{ what = 'Set'; run = { 'Sales DWH' | Set-QlikDataConnection -AddTag x -ErrorAction SilentlyContinue -ErrorVariable +problem } }
            @{ what = 'Move'; run = { 'Sales DWH' | Move-QlikDataConnectionOwner -Owner anna@acme.test -ErrorAction SilentlyContinue -ErrorVariable +problem } }
        ) {
            $problem = @()
            . $run
            $problem.FullyQualifiedErrorId | Should -Match '^QlikPartialResult,'
            @(Get-ServerRequest $server | Where-Object { $_.method -notin 'GET' -and $_.path -notlike '*users/actions/filter*' }).Count | Should -Be 0
        }

        It 'Get does not say that a connection is missing that may exist' {
            $null = 'Payroll' | Get-QlikDataConnection -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem.FullyQualifiedErrorId | Should -Not -Match 'NotFound'
        }
    }
}

Describe 'The filters of Get-QlikDataConnection' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $null = Connect-QlikSession -Sandbox Cloud -Name filters
        $payroll = Get-QlikDataConnection Payroll
    }

    AfterAll { Disconnect-QlikSession filters }

    It 'apply to <what>' -ForEach @(
        @{ what = 'piped ids'; run = { $payroll.Id | Get-QlikDataConnection -Owner leaver@acme.test } }
        @{ what = 'piped connections'; run = { $payroll | Get-QlikDataConnection -Space Finance } }
        @{ what = 'rows'; run = { [pscustomobject]@{ Id = "$($payroll.Id)" } | Get-QlikDataConnection -Type nosuch } }
        @{ what = 'an id in -Name'; run = { Get-QlikDataConnection "$($payroll.Id)" -Space Finance } }
    ) {
        & $run | Should -BeNullOrEmpty
    }

    It 'that are for lists only are refused with ids' {
        { $payroll.Id | Get-QlikDataConnection -Filter 'qName sw "Z"' } | Should -Throw -ErrorId 'QlikInputInvalid,*'
    }

    It 'are taken from the <column> of a row' -ForEach @(@{ column = 'Space' }, @{ column = 'SpaceId' }, @{ column = 'SpaceName' }) {
        $sales = Get-QlikDataConnection 'Sales DWH' -Space Sales
        $value = if ($column -eq 'SpaceId') { $sales.SpaceId } else { 'Sales' }
        ([pscustomobject]@{ Name = 'Sales DWH'; $column = $value } | Get-QlikDataConnection -WarningVariable warned).Id | Should -Be $sales.Id
        $warned | Should -BeNullOrEmpty
    }

    It 'that a row misspells are named' {
        $null = [pscustomobject]@{ Name = 'Sales DWH'; SpaceNmae = 'Sales' } | Get-QlikDataConnection -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'SpaceNmae'
    }

    It 'of New refuse the second row of one name in a rehearsal' {
        $null = 'twice', 'twice' | ForEach-Object { [pscustomobject]@{ Name = $_; Space = 'HR' } } |
            New-QlikDataConnection -DataSourceId rest -Property @{ url = 'https://x.test' } -WhatIf -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikConflict,*'
    }
}
