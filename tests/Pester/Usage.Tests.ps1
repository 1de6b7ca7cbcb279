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
        $null = Invoke-Control $script:server 'apps?count=200' Post

        $first = Get-QlikDataConnectionUsage -ThrottleLimit 1 | Select-Object -First 1

        $first | Should -HaveCount 1
        # What was read ahead before the pipeline stopped.
        (Get-ServerRequest $script:server | Where-Object path -Like '*/reloads/metadata/*').Count | Should -BeLessThan 150
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

    It 'has no use for -ResumePath' {
        { Get-QlikDataConnectionUsage -ResumePath "$TestDrive/a.jsonl" -ErrorAction Stop } | Should -Throw -ErrorId 'QlikNotSupported*'
        "$TestDrive/a.jsonl" | Should -Not -Exist
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

Describe 'The use of connections that are to be changed' {
    BeforeAll {
        $script:own = Start-SandboxServer
        $null = Connect-Server $script:own

        # What -WhatIf says, which goes to the host.
        function Read-WhatIf {
            param([scriptblock] $Run)
            $null = Start-Transcript "$TestDrive/words.txt"
            try { & $Run } finally { $null = Stop-Transcript }
            (Get-Content "$TestDrive/words.txt" -Raw) -replace '\s+', ' '
        }

        function Get-UsageRequest { Get-ServerRequest $script:own | Where-Object path -Like '*/reloads/metadata/*' }
    }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $script:own
    }

    BeforeEach {
        Clear-ServerFault $script:own
        Clear-ServerRequest $script:own
    }

    It 'is in the text of -WhatIf of Set, read once for all' {
        $piped = Get-QlikDataConnection -Name CRM, 'Org chart', Ledger
        Clear-ServerRequest $script:own

        $words = Read-WhatIf { $piped | Set-QlikDataConnection -AddTag checked -CheckUsage -WhatIf }

        $words | Should -Match 'used by 1 app, last on 2026-10-3[01].* on target "CRM'
        $words | Should -Match 'used by no app.* on target "Org chart'
        $words | Should -Match 'used by 1 app, last on 2026-10-3[01].* on target "Ledger \(space Finance EMEA\)'
        (Get-UsageRequest | Group-Object -Property path | Where-Object Count -GT 1) | Should -BeNullOrEmpty
        (Get-ServerRequest $script:own | Where-Object path -Like '/api/v1/items*') | Should -HaveCount 1
    }

    It 'is in the text of -WhatIf of Remove' {
        $words = Read-WhatIf { Remove-QlikDataConnection -Name CRM -CheckUsage -WhatIf }

        $words | Should -Match 'Remove data connection; used by 1 app, last on 2026-10-3[01] \(uses and apps that are not known: 1\)" on target "CRM'
    }

    It 'says nothing of reloads that there were not' {
        $words = Read-WhatIf { Remove-QlikDataConnection -Name Payroll -CheckUsage -WhatIf }

        $words | Should -Match 'Remove data connection; used by 1 app \('
    }

    It 'is not read without the parameter, and not if nothing would be changed' {
        $null = Read-WhatIf { Set-QlikDataConnection -Name CRM -AddTag checked -WhatIf }
        Set-QlikDataConnection -Name CRM -NewName CRM -CheckUsage

        Get-UsageRequest | Should -BeNullOrEmpty
    }

    It 'refuses connections above the limit with <switches.Keys>, in <cmdlet>' -ForEach @(
        @{ cmdlet = 'Set-QlikDataConnection'; splat = @{ NewName = { "$($_.Name) 2" } }; switches = @{ WhatIf = $true } }
        @{ cmdlet = 'Set-QlikDataConnection'; splat = @{ NewName = { "$($_.Name) 2" } }; switches = @{ Force = $true } }
        @{ cmdlet = 'Set-QlikDataConnection'; splat = @{ Space = 'Archive' }; switches = @{ Force = $true } }
        @{ cmdlet = 'Remove-QlikDataConnection'; splat = @{}; switches = @{ WhatIf = $true } }
        @{ cmdlet = 'Remove-QlikDataConnection'; splat = @{}; switches = @{ Force = $true } }
    ) {
        $used = Get-QlikDataConnection -Name CRM, Payroll
        $free = New-QlikDataConnection -Name "free $([guid]::NewGuid())" -DataSourceId mssql -Property @{ host = 'h' } -Space Sales -WarningAction Ignore

        $used, $free | ForEach-Object { $_ } | & $cmdlet @splat -UsageLimit 0 @switches -ErrorVariable failures -ErrorAction SilentlyContinue

        $failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionInUse,*'
        $failures[0].CategoryInfo.Category | Should -Be ResourceBusy
        $failures[0].Exception.Message | Should -BeLike '*Sales overview*'
        $failures[0].TargetObject.Id | Should -Be $used[0].Id
        (Get-QlikDataConnection -Name CRM, Payroll).SpaceName | Should -Be $used.SpaceName
        $isLeft = Get-QlikDataConnection -Id $free.Id -ErrorAction Ignore | Where-Object { $_.Name -eq $free.Name -and $_.SpaceName -eq 'Sales' }
        [bool] $isLeft | Should -Be ([bool] $switches.WhatIf)
        $isLeft | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'changes connections at the limit' {
        Set-QlikDataConnection -Name CRM -AddTag one -UsageLimit 1 -Force

        (Get-QlikDataConnection -Name CRM).Tags | Should -Contain one
        Set-QlikDataConnection -Name CRM -RemoveTag one -Force
    }

    It 'is checked before a rebuild' {
        { Set-QlikDataConnection -Name CRM -Rebuild -Property @{ url = 'https://h.test/' } -UsageLimit 0 -Force -ErrorAction Stop } |
            Should -Throw -ErrorId 'QlikDataConnectionInUse,*'
    }

    It 'changes nothing if an app cannot be read, as it may use the connections: <what>' -ForEach @(
        @{ what = '403 for one app'; fault = @{ kind = 'status'; status = 403; method = 'GET'; path = 'reloads/metadata'; times = 1 } }
        @{ what = '500 for all apps'; fault = @{ kind = 'status'; status = 500; method = 'GET'; path = '/api/v1/apps/'; times = 1000 } }
    ) {
        Add-ServerFault $script:own $fault

        Remove-QlikDataConnection -Name tmp_orders -UsageLimit 0 -Force -ErrorVariable failures -ErrorAction SilentlyContinue -WarningVariable warned -WarningAction SilentlyContinue

        $failures.FullyQualifiedErrorId | Should -BeLike 'QlikUsageUnknown,*'
        $failures.CategoryInfo.Category | Should -Be ResourceUnavailable
        "$warned" | Should -BeLike '*could not be read and may use*'
        Clear-ServerFault $script:own
        Get-QlikDataConnection -Name tmp_orders | Should -HaveCount 1
    }

    It 'warns of apps that could not be read' {
        Add-ServerFault $script:own @{ kind = 'status'; status = 403; method = 'GET'; path = 'reloads/metadata'; times = 1 }

        Remove-QlikDataConnection -Name tmp_orders -CheckUsage -WhatIf -WarningVariable warned -WarningAction SilentlyContinue 6>$null

        "$warned" | Should -BeLike "1 app(s) of session '*' could not be read and may use the connections*"
    }

    It 'changes nothing if the list of apps cannot be read' {
        Add-ServerFault $script:own @{ kind = 'status'; status = 403; method = 'GET'; path = '/api/v1/items' }

        { Remove-QlikDataConnection -Name tmp_orders -UsageLimit 0 -Force -ErrorAction Stop } | Should -Throw -ErrorId 'QlikAccessDenied*'

        Get-QlikDataConnection -Name tmp_orders | Should -HaveCount 1
    }
}
