#Requires -Modules Pester

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Suite.psm1') -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
}

AfterAll { Stop-SandboxServer $script:server }

Describe 'Get-QlikDataConnectionUsage' {
    BeforeAll { $null = Connect-Server $script:server }

    AfterAll { Get-QlikSession | Disconnect-QlikSession }

    BeforeEach {
        Clear-ServerFault $script:server
        Clear-ServerRequest $script:server
    }

    It 'finds what the tenant knows, and nothing else' {
        $truth = Invoke-Control $script:server apps | ForEach-Object { $_ } | Where-Object { $_.reloads -and $_.appName -ne "Bob's app" }

        $found = Get-QlikDataConnectionUsage | Where-Object { $_.Source -eq 'ReloadMetadata' }

        $found.Count | Should -Be $truth.Count
        ($found | ForEach-Object { "$($_.AppId) $($_.ConnectionId) $($_.Reloads)" } | Sort-Object) -join "`n" |
            Should -Be (($truth | ForEach-Object { "$($_.appId) $($_.connectionId) $($_.reloads)" } | Sort-Object) -join "`n")
    }

    It 'takes connections, rows, ids and names' {
        $connection = Get-QlikDataConnection -Name CRM
        $expected = 'Sales overview'
        $all = @(
            $connection | Get-QlikDataConnectionUsage
            [PSCustomObject]@{ Id = $connection.Id } | Get-QlikDataConnectionUsage
            [PSCustomObject]@{ Name = 'CRM'; SpaceName = 'Sales' } | Get-QlikDataConnectionUsage
            $connection.Id | Get-QlikDataConnectionUsage
            'CRM' | Get-QlikDataConnectionUsage
            Get-QlikDataConnectionUsage -Id $connection.Id
            Get-QlikDataConnectionUsage -Name CR?
            Get-QlikDataConnectionUsage CRM
            $connection | ConvertTo-Json | ConvertFrom-Json | Get-QlikDataConnectionUsage
        ) | Where-Object Category -NE Unknown

        $all.Count | Should -Be 9
        $all.AppName | Sort-Object -Unique | Should -Be $expected
        $all.ConnectionId | Sort-Object -Unique | Should -Be $connection.Id
    }

    It 'reports a name that does not exist' {
        $found = Get-QlikDataConnectionUsage -Name Ledgr -ErrorVariable failures -ErrorAction SilentlyContinue

        $failures.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionNotFound*'
        $found | Should -BeNullOrEmpty
    }

    It 'reads each connection once, whatever is piped twice' {
        $found = 'CRM', 'CRM' | Get-QlikDataConnectionUsage | Where-Object Category -EQ Used

        $found | Should -HaveCount 1
    }

    It 'asks for nothing when nothing is piped' {
        @() | Get-QlikDataConnectionUsage | Should -BeNullOrEmpty

        Get-ServerRequest $script:server | Should -BeNullOrEmpty
    }

    It 'can be piped to the cmdlets that change connections' {
        $unused = Get-QlikDataConnectionUsage -Name tmp_* | Where-Object Category -EQ Never

        $unused | Remove-QlikDataConnection -WhatIf -WarningVariable warnings -ErrorVariable failures
        ($unused | Get-QlikDataConnection).Name | Should -Be $unused.Connection

        $unused.Count | Should -Be 3
        $warnings | Should -BeNullOrEmpty
        $failures | Should -BeNullOrEmpty
    }

    It 'refuses an object without a connection' {
        Get-QlikDataConnectionUsage | Where-Object Category -EQ Unknown |
            Remove-QlikDataConnection -WhatIf -ErrorVariable failures -ErrorAction SilentlyContinue

        $failures.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid*'
    }

    It 'says how many apps could not be read' {
        Add-ServerFault $script:server @{ kind = 'status'; status = 403; method = 'GET'; path = '/reloads/metadata/'; times = 2 }

        $found = Get-QlikDataConnectionUsage -ThrottleLimit 1 -WarningVariable warnings -WarningAction SilentlyContinue

        $warnings | Should -HaveCount 1
        "$warnings" | Should -BeLike "2 apps of session 'server' could not be read*"
        ($found | Where-Object { $_.Category -eq 'Unknown' -and -not $_.Connection }).Detail | Should -Not -BeNullOrEmpty
        ($found | Where-Object Category -EQ Never).Certainty | Sort-Object -Unique | Should -Be Incomplete
    }

    It 'says what is not listed with -Verbose' {
        $verbose = Get-QlikDataConnectionUsage -Name CRM -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }

        "$verbose" | Should -BeLike '*personal apps of other people*'
    }

    It 'reads as many apps at the same time as -ThrottleLimit says' {
        $null = Invoke-Control $script:server 'apps?count=40' Post
        Set-ServerLatency $script:server 30
        $null = Invoke-Control $script:server concurrency Delete
        try {
            $null = Get-QlikDataConnection -Name CRM | Get-QlikDataConnectionUsage -ThrottleLimit 6
        }
        finally { Set-ServerLatency $script:server 0 }

        (Invoke-Control $script:server concurrency).most | Should -Be 6
    }

    It 'stops when the consumer has enough' {
        $first = Get-QlikDataConnectionUsage -ThrottleLimit 1 | Select-Object -First 1

        $first | Should -HaveCount 1
        (Get-ServerRequest $script:server | Where-Object path -Like '*/reloads/metadata/*').Count | Should -BeLessThan 5
    }

    It 'ends when the pipeline is stopped' {
        Set-ServerLatency $script:server 200
        try {
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest, $Url, $Key)
                    Import-Module $Manifest
                    $null = Connect-QlikSession -Tenant $Url -ApiKey (ConvertTo-SecureString $Key -AsPlainText -Force)
                    Get-QlikDataConnectionUsage -ThrottleLimit 1
                }).AddArgument((Get-ModuleManifestPath)).AddArgument($script:server.url).AddArgument($script:server.apiKey)
            $run = $shell.BeginInvoke()
            Wait-Until { Get-ServerRequest $script:server | Where-Object path -Like '*/reloads/metadata/*' }

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $run.IsCompleted | Should -BeTrue
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        }
        finally {
            Set-ServerLatency $script:server 0
            $shell.Dispose()
        }
    }

    It 'has a table and a list' {
        $usage = Get-QlikDataConnectionUsage -Name CRM | Where-Object Category -EQ Used

        ($usage | Out-String -Width 120) | Should -Match 'Connection +SpaceName +AppName +Category +Kind +LastUsed'
        $list = $usage | Format-List | Out-String
        $list | Should -Match 'AppOwnerName *: José Núñez'
        $list | Should -Match 'Session *: server'
    }

    It 'reads several sessions, each with its own apps' {
        $null = Connect-Server $script:server member $script:server.memberApiKey

        $found = Get-QlikDataConnectionUsage -Session * -WarningAction SilentlyContinue

        ($found | Where-Object AppName -EQ "Bob's app").Session.Name | Should -Be member
        ($found | Where-Object AppName -EQ 'Lake loader').Session.Name | Sort-Object -Unique | Should -Be server
        Disconnect-QlikSession -Session member
    }
}

Describe 'Get-QlikDataConnectionUsage on a client-managed site' {
    It 'is not supported, which the error says once' {
        $null = Connect-QlikSession -Sandbox Repository -Name site

        { Get-QlikDataConnectionUsage -ErrorAction Stop } | Should -Throw -ErrorId 'QlikNotSupported*'
        { Get-QlikDataConnection | Get-QlikDataConnectionUsage -ErrorAction Stop } | Should -Throw -ErrorId 'QlikNotSupported*'

        Disconnect-QlikSession -Session site
    }
}
