# Changes in several sessions: at the same time, in their order, and each on its own when one fails.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:names = 'a', 'b', 'c'
    $script:servers = @($names | ForEach-Object { Start-SandboxServer @('--connections', '150') })
    foreach ($i in 0..2) { $null = Connect-Server $servers[$i] -Name $names[$i] }
    function Clear-Server { $servers | ForEach-Object { Clear-ServerFault $_; Set-ServerLatency $_ 0; Clear-ServerRequest $_ } }
    # The requests that change something.
    function Get-Changing($Server) { Get-ServerRequest $Server | Where-Object method -In PATCH, POST, DELETE | Where-Object path -Like '*data-connections*' }
}

AfterAll {
    Disconnect-QlikSession -Session a, b, c
    $servers | ForEach-Object { Stop-SandboxServer $_ }
}

Describe 'Changes in several sessions' {
    BeforeEach { Clear-Server }

    It '<command> returns the outcomes in the order of the sessions' -ForEach @(
        @{ command = 'Set-QlikDataConnection'; run = { Set-QlikDataConnection -Session c, a, b -Name 'bulk_00000*' -AddTag x1 -PassThru -Confirm:$false } }
        @{ command = 'Move-QlikDataConnectionOwner'; run = { Move-QlikDataConnectionOwner -Session c, a, b -Name 'bulk_00000*' -Owner 'Bob Meyer' -PassThru -Confirm:$false 3>$null } }
    ) {
        $changed = & $run
        ($changed.Session.Name | Select-Object -Unique) | Should -Be 'c', 'a', 'b'
        ($changed | Group-Object { $_.Session.Name } | ForEach-Object Count | Select-Object -Unique) | Should -Be ($changed.Count / 3)
    }

    It '<command> works on them at the same time' -ForEach @(
        @{ command = 'Set-QlikDataConnection'; work = "Set-QlikDataConnection -Session `$sessions -Name 'bulk_00001*' -AddTag x2 -Confirm:`$false" }
        @{ command = 'Move-QlikDataConnectionOwner'; work = "Move-QlikDataConnectionOwner -Session `$sessions -Name 'bulk_00001*' -Owner 'Anna Berg' -Confirm:`$false" }
        @{ command = 'Remove-QlikDataConnection'; work = "Remove-QlikDataConnection -Session `$sessions -Name 'bulk_00011?' -Confirm:`$false" }
    ) {
        $sessions = Get-QlikSession a, b, c
        $manifest = Get-ModuleManifestPath
        $server = $servers[0]
        # The first session hangs in its first change, so the last can only be done if it does not wait for the first.
        Add-ServerFault $server @{ method = 'PATCH'; path = 'data-connections'; kind = 'hang'; times = 1 }
        Add-ServerFault $server @{ method = 'POST'; path = 'data-connections/actions'; kind = 'hang'; times = 1 }
        $job = 1 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            $sessions = $using:sessions
            Invoke-Expression $using:work
        } -AsJob
        try {
            Wait-Until { @(Get-Changing $servers[2]).Count -gt 0 } 'the last session is changed'
            $job.State | Should -Be 'Running' -Because 'the first session hangs'
        }
        finally { $job | Stop-Job -PassThru | Remove-Job -Force }
    }

    It 'go on in the others when one is <what>, with one error that names it' -ForEach @(
        @{ what = 'not to be read'; id = 'QlikAccessDenied'; fault = @{ method = 'GET'; path = 'data-connections'; kind = 'status'; status = 403; times = 50 } }
        @{ what = 'signed out'; id = 'QlikAuthenticationFailed'; fault = @{ path = 'api/v1'; kind = 'status'; status = 401; times = 500 } }
        @{ what = 'signed out when it is changed'; id = 'QlikAuthenticationFailed'; fault = @{ method = 'POST'; path = 'actions/update'; kind = 'status'; status = 401; times = 500 } }
    ) {
        Add-ServerFault $servers[1] $fault
        $changed = Move-QlikDataConnectionOwner -Session a, b, c -Name 'bulk_00002*' -Owner 'Anna Berg' -PassThru -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue 3>$null
        ($changed.Session.Name | Select-Object -Unique) | Should -Be 'a', 'c'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$($problems[0])" | Should -BeLike "*'b'*"
        $problems[0].TargetObject | Should -Be 'b'
    }

    It 'go on in the others when one does not know what the command names' {
        $null = Invoke-QlikRequest /api/v1/spaces -Method POST -Body @{ name = 'Only A and C'; type = 'shared' } -Session a, c
        $changed = Set-QlikDataConnection -Session a, b, c -Name 'bulk_000030*' -Space 'Only A and C' -PassThru -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $changed.Session.Name | Should -Be 'a', 'c'
        $problems.FullyQualifiedErrorId | Should -BeLike 'QlikSpaceNotFound,*'
        "$problems" | Should -BeLike "*'b'*"
    }

    It 'are made where each piped object and row belongs' {
        $objects = Get-QlikDataConnection -Session b, c -Name 'bulk_00004*'
        $rows = $objects | Select-Object Id, Session, @{ Name = 'AddTag'; Expression = { "of-$($_.Session)" } } | ConvertTo-Csv | ConvertFrom-Csv
        $changed = $rows | Set-QlikDataConnection -PassThru -Confirm:$false
        ($changed | ForEach-Object { "$($_.Session) $($_.Id)" }) | Should -Be ($objects | ForEach-Object { "$($_.Session) $($_.Id)" })
        foreach ($connection in $changed) { $connection.Tags | Should -Contain "of-$($connection.Session)" }
        (Get-QlikDataConnection -Session a -Tag of-*) | Should -BeNullOrEmpty
    }

    It '<command> goes on in the others when one fails, and keeps their order' -ForEach @(
        @{ command = 'Get-QlikSpace'; path = 'spaces'; run = { Get-QlikSpace -Session c, b, a -Name Finance } }
        @{ command = 'Get-QlikUser'; path = 'users'; run = { Get-QlikUser -Session c, b, a -Identity 'Anna Berg' } }
        @{ command = 'Get-QlikDataSource'; path = 'data-sources'; run = { Get-QlikDataSource -Session c, b, a -Id mssql } }
        @{ command = 'Get-QlikDataSourceProperty'; path = 'data-sources'; run = { Get-QlikDataSourceProperty -Session c, b, a mssql host } }
        @{ command = 'Set-QlikDataSource'; path = 'data-sources'; run = {
                Set-QlikDataSource -Session c, b, a mssql -Disabled -PassThru -Confirm:$false
                Set-QlikDataSource -Session c, a mssql -Disabled:$false } }
        @{ command = 'New-QlikDataConnection'; path = 'data-connections'; run = {
                New-QlikDataConnection -Session c, b, a -Name fleet -Space HR -DataSourceId rest -Property @{ url = 'https://x.test' } -SkipPropertyCheck } }
    ) {
        Set-ServerLatency $servers[2] 200
        Add-ServerFault $servers[1] @{ path = $path; kind = 'status'; status = 403; times = 50 }
        $ErrorActionPreference = 'Continue'
        $found = & $run 2>&1
        Set-ServerLatency $servers[2] 0
        $problems = @($found | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        @($found | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }).Session.Name | Should -Be 'c', 'a'
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'QlikAccessDenied,*'
        "$($problems[0])" | Should -BeLike "*'b'*"
    }

    It 'Get-QlikDataSourceProperty reads from all at the same time' {
        $sessions = Get-QlikSession a, b, c
        $manifest = Get-ModuleManifestPath
        Add-ServerFault $servers[0] @{ method = 'GET'; path = 'data-sources'; kind = 'hang'; times = 1 }
        $job = 1 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            Get-QlikDataSourceProperty -Session $using:sessions -DataSourceId snowflake
        } -AsJob
        try {
            Wait-Until { @(Get-ServerRequest $servers[2] | Where-Object path -Like '*snowflake*').Count -gt 0 } 'the last session is read'
            $job.State | Should -Be 'Running' -Because 'the first session hangs'
        }
        finally { $job | Stop-Job -PassThru | Remove-Job -Force }
    }

    It 'Invoke-QlikRequest reads from all at the same time, and writes to one after the other' {
        (Invoke-QlikRequest /api/v1/users/me -Session c, a, b).name | Should -Be 'Ada Admin', 'Ada Admin', 'Ada Admin'
        Add-ServerFault $servers[1] @{ path = 'users/me'; kind = 'status'; status = 403; times = 50 }
        $answers = Invoke-QlikRequest /api/v1/users/me -Session a, b, c -ErrorVariable problems -ErrorAction SilentlyContinue
        $answers | Should -HaveCount 2
        "$problems" | Should -BeLike "*'b'*"
        $null = Invoke-QlikRequest /api/v1/spaces -Method POST -Body @{ name = 'each'; type = 'shared' } -Session a, c
        (Get-QlikSpace each -Session a, c).Session.Name | Should -Be 'a', 'c'
    }

    It 'are named with their session in questions and errors: <command>' -ForEach @(
        @{ command = 'Set-QlikDataConnection'; call = "Set-QlikDataConnection -Session a, b -Name 'bulk_000070*' -AddTag x7" }
        @{ command = 'Remove-QlikDataConnection'; call = "Remove-QlikDataConnection -Session a, b -Name 'bulk_000070*'" }
        @{ command = 'Set-QlikDataConnection, piped'; call = "Get-QlikDataConnection -Session a, b -Name 'bulk_000070*' | Set-QlikDataConnection -AddTag x7" }
        @{ command = 'New-QlikDataConnection'; call = "New-QlikDataConnection -Session a, b -Name another -Space HR -DataSourceId rest -Property @{ url = 'https://x.test' }" }
    ) {
        $output = Invoke-InFreshPowerShell @"
            Import-Module '$(Get-ModuleManifestPath)'
            'a', 'b' | ForEach-Object { `$null = Connect-QlikSession -Sandbox Cloud -Name `$_ }
            `$null = New-QlikDataConnection -Session a, b -Name bulk_000070 -Space HR -DataSourceId rest -Property @{ url = 'https://x.test' }
            $call -WhatIf
"@
        @($output -like 'What if: *session a)*').Count | Should -Be 1
        @($output -like 'What if: *session b)*').Count | Should -Be 1
    }

    It 'mean the connection of a name in each session for a name of the command line, and one connection for a row' {
        Set-QlikDataConnection bulk_000021 -AddTag each -Session a, c -ErrorAction Stop
        (Get-QlikDataConnection bulk_000021 -Session a, b, c | Where-Object Tags -CContains each).Session.Name | Should -Be a, c
        [pscustomobject]@{ Name = 'bulk_000022' } | Set-QlikDataConnection -AddTag each -Session a, c -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikAmbiguousConnection,*'
        @(Get-QlikDataConnection bulk_000022 -Session a, b, c | Where-Object Tags -CContains each).Count | Should -Be 0
    }

    It 'refuse a name that several connections of one session have, and name those only' {
        $twin = New-QlikDataConnection bulk_000023 rest -Space Archive -Property @{ url = 'https://x.test' } -Session a
        Set-QlikDataConnection bulk_000023 -AddTag twin -Session a, b -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikAmbiguousConnection,*'
        "$problem" | Should -Match "$($twin.Id)"
        "$problem" | Should -Not -Match 'session b'
        $twin | Remove-QlikDataConnection -Confirm:$false
    }

    It 'name the session of each connection that fails' {
        Add-ServerFault $servers[1] @{ method = 'PATCH'; path = 'data-connections'; kind = 'status'; status = 403; times = 50 }
        Set-QlikDataConnection -Session a, b -Name 'bulk_00008*' -AddTag x8 -Confirm:$false -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems | Should -HaveCount 10
        $problems | ForEach-Object { "$_" | Should -BeLike '*session b*' }
    }

    It 'count everything in the summary' {
        Add-ServerFault $servers[1] @{ method = 'POST'; path = 'actions/update'; kind = 'status'; status = 401; times = 500 }
        $verbose = Move-QlikDataConnectionOwner -Session a, b, c -Name 'bulk_00005*' -Owner 'Bob Meyer' -Confirm:$false -Verbose -ErrorAction SilentlyContinue 4>&1 3>$null
        "$($verbose | Select-Object -Last 1)" | Should -Match '20 done, 0 unchanged, 10 failed'
    }

    It 'write a recovery file for each session' {
        $folder = Join-Path $TestDrive 'recovery'
        Remove-QlikDataConnection -Session a, b, c -Name 'bulk_00006?' -RecoveryPath $folder -Confirm:$false
        Get-ChildItem $folder -File | Should -HaveCount 3
        $entries = Restore-QlikDataConnection -List -RecoveryPath $folder -Session a, b, c
        @($entries.Tenant | Select-Object -Unique).Count | Should -Be 3
    }
}
