# What Get-QlikDataConnection costs for many rows, ids and sessions, counted at the server.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
}

Describe 'Get-QlikDataConnection for many rows, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @('--connections', '1000') }
    @{ platform = 'site'; arguments = @('--repository', '--connections', '1000') }
) {
    BeforeAll {
        $server = Start-SandboxServer $arguments
        $null = if ($platform -eq 'site') { Connect-Site $server -Name here } else { Connect-Server $server -Name here }
        $all = Get-QlikDataConnection
        # As much as a list costs: a site sends all in one response.
        $list = if ($platform -eq 'site') { 1 } else { [Math]::Ceiling($all.Count / 100) }
        $single = if ($platform -eq 'site') { '*/dataconnection/*-*' } else { '*/data-connections/*-*' }
    }

    AfterAll { Disconnect-QlikSession here; Stop-SandboxServer $server }

    BeforeEach { Clear-ServerRequest $server; $null = Invoke-Control $server concurrency Delete }

    It 'reads the list once for a CSV with <columns>' -ForEach @(
        @{ columns = 'Id' }
        @{ columns = 'Id, Name' }
        @{ columns = 'Name, SpaceName' }
    ) {
        $csv = $all | Select-Object ($columns -split ', ') | ConvertTo-Csv
        $read = $csv | ConvertFrom-Csv | Get-QlikDataConnection
        @(Get-ServerRequest $server).Count | Should -BeLessOrEqual $list
        $expected = if ($columns -like 'Id*') { $all.Id } else { ($csv | ConvertFrom-Csv).Name }
        $member = if ($columns -like 'Id*') { 'Id' } else { 'Name' }
        ($read.$member | Select-Object -Unique) | Should -Be ($expected | Select-Object -Unique)
    }

    It 'reads the list once for many values of -Id' {
        (Get-QlikDataConnection -Id $all.Id).Id | Should -Be $all.Id
        @(Get-ServerRequest $server).Count | Should -BeLessOrEqual $list
    }

    It 'asks for few ids one by one, and several at the same time' {
        Set-ServerLatency $server 20
        $read = Get-QlikDataConnection -Id $all[0..19].Id
        Set-ServerLatency $server 0
        $read.Id | Should -Be $all[0..19].Id
        @(Get-ServerRequest $server).Count | Should -Be 20
        (Invoke-Control $server concurrency).most | Should -BeGreaterThan 1
    }

    It 'asks for the properties of <how> as many at the same time as -ThrottleLimit allows' -ForEach @(
        @{ how = 'ids'; run = { Get-QlikDataConnection -Id $all[0..39].Id -Detailed -ThrottleLimit 8 } }
        @{ how = 'piped objects'; run = { $all[0..39] | Get-QlikDataConnection -Detailed -ThrottleLimit 8 } }
        @{ how = 'piped rows'; run = { $all[0..39] | Select-Object Id | Get-QlikDataConnection -Detailed -ThrottleLimit 8 } }
    ) {
        Set-ServerLatency $server 20
        $read = & $run
        Set-ServerLatency $server 0
        $read.Id | Should -Be $all[0..39].Id
        # A site has all of it in its lists.
        if ($platform -eq 'tenant') { @(Get-ServerRequest $server | Where-Object path -Like $single).Count | Should -Be 40 }
        $most = (Invoke-Control $server concurrency).most
        if ($platform -eq 'tenant') { $most | Should -BeGreaterThan 1 }
        $most | Should -BeLessOrEqual 8
    }

    It 'reports what is wrong with rows in the order of the rows, and returns the others' {
        $rows = @(
            [pscustomobject]@{ Id = '11111111-2222-4333-8444-555555555555' }
            [pscustomobject]@{ Id = "$($all[0].Id)"; Name = 'another' }
            [pscustomobject]@{ Name = 'no such name' }
            [pscustomobject]@{ Other = 1 }
            [pscustomobject]@{ Id = "$($all[1].Id)" }
        )
        $read = $rows | Get-QlikDataConnection -ErrorVariable problems -ErrorAction SilentlyContinue
        $read.Id | Should -Be $all[1].Id
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be 'QlikDataConnectionNotFound', 'QlikInputContradiction', 'QlikDataConnectionNotFound', 'QlikInputInvalid'
    }

    It 'ends early with Select-Object -First, without reading all properties' {
        @($all | Get-QlikDataConnection -Detailed | Select-Object -First 3).Count | Should -Be 3
        @(Get-ServerRequest $server | Where-Object path -Like $single).Count | Should -BeLessThan 100
    }

    It 'takes an id that is in no list, and says which is nowhere' {
        $ids = @($all[0..59].Id) + [guid]'11111111-2222-4333-8444-555555555555'
        $read = Get-QlikDataConnection -Id $ids -ErrorVariable problem -ErrorAction SilentlyContinue
        $read.Count | Should -Be 60
        $problem.TargetObject | Should -Be '11111111-2222-4333-8444-555555555555'
    }
}

Describe 'Changes by many rows, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @('--connections', '400') }
    @{ platform = 'site'; arguments = @('--repository', '--connections', '400') }
) {
    BeforeAll {
        $server = Start-SandboxServer $arguments
        $null = if ($platform -eq 'site') { Connect-Site $server -Name here } else { Connect-Server $server -Name here }
        $all = Get-QlikDataConnection
        $list = if ($platform -eq 'site') { 1 } else { [Math]::Ceiling($all.Count / 100) }
        # A sign-in of its own, which has read nothing yet.
        $null = if ($platform -eq 'site') { Connect-Site $server -Name here } else { Connect-Server $server -Name here }
    }

    AfterAll { Disconnect-QlikSession here; Stop-SandboxServer $server }

    BeforeEach { Clear-ServerRequest $server }

    It '<command> with <columns> reads the list once' -ForEach @(
        @{ command = 'Set-QlikDataConnection'; columns = 'Id, NewName' }
        @{ command = 'Set-QlikDataConnection'; columns = 'Name, SpaceName, NewName' }
        @{ command = 'Move-QlikDataConnectionOwner'; columns = 'Id, Owner' }
        @{ command = 'Remove-QlikDataConnection'; columns = 'Id, Name' }
    ) {
        # The values of the server: what is counted is what finding the connections costs.
        $rows = $all | Where-Object Name -Like 'bulk_*' |
            Select-Object Id, Name, SpaceName, @{ Name = 'NewName'; Expression = 'Name' }, @{ Name = 'Owner'; Expression = 'OwnerId' } |
            Select-Object ($columns -split ', ') | ConvertTo-Csv | ConvertFrom-Csv
        $rows | & $command -Confirm:$false
        $reads = @(Get-ServerRequest $server | Where-Object { $_.method -eq 'GET' -and $_.path -match '/data-?connections?(/full|\?|$)' })
        $reads.Count | Should -BeLessOrEqual $list
        @(Get-ServerRequest $server | Where-Object { $_.method -eq 'GET' -and $_.path -match '/data-?connections?/[0-9a-f]{8}-' }).Count | Should -Be 0
    }
}

Describe 'Many rows whose connections are no longer there, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @('--connections', '400') }
    @{ platform = 'site'; arguments = @('--repository', '--connections', '400') }
) {
    BeforeAll {
        $server = Start-SandboxServer $arguments
        $null = if ($platform -eq 'site') { Connect-Site $server -Name here } else { Connect-Server $server -Name here }
        $there = Get-QlikDataConnection bulk_*3
        $gone = 1..70 | ForEach-Object { [guid]::NewGuid() }
        $rows = @($gone) + @($there.Id) | Select-Object @{ Name = 'Id'; Expression = { "$_" } }, @{ Name = 'Owner'; Expression = { $there[0].OwnerId } }
        $lists = if ($platform -eq 'site') { 1 } else { [Math]::Ceiling((Get-QlikDataConnection).Count / 100) }
        # No list of a tenant has everything, so each is read; a site's list has all that can be read.
        $single = if ($platform -eq 'site') { 0 } else { 70 }
    }

    AfterAll { Disconnect-QlikSession here; Stop-SandboxServer $server }

    BeforeEach { Clear-ServerRequest $server; $null = Invoke-Control $server concurrency Delete }

    It '<command> reports each of them, with <lists> + <single> requests' -ForEach @(
        @{ command = 'Get-QlikDataConnection'; splat = @{}; columns = 'Id' }
        @{ command = 'Move-QlikDataConnectionOwner'; splat = @{ WhatIf = $true }; columns = 'Id', 'Owner' }
        @{ command = 'Remove-QlikDataConnection'; splat = @{ Confirm = $false }; columns = 'Id' }
    ) {
        Set-ServerLatency $server 20
        $what = $rows | Select-Object $columns | & $command @splat -ErrorVariable problems -ErrorAction SilentlyContinue
        Set-ServerLatency $server 0
        $problems.TargetObject.Id | Should -Be "$gone".Split(' ')
        ($problems.FullyQualifiedErrorId -replace ',.*' | Select-Object -Unique) | Should -Be 'QlikDataConnectionNotFound'
        $reads = @(Get-ServerRequest $server | Where-Object { $_.method -eq 'GET' -and $_.path -match '/data-?connections?(/|\?|$)' })
        $reads.Count | Should -Be ($lists + $single)
        if ($single) { (Invoke-Control $server concurrency).most | Should -BeGreaterThan 1 }
        if ($command -like 'Get-*') { $what.Count | Should -Be $there.Count }
    }
}

Describe 'Get-QlikDataConnection of several sessions' {
    BeforeAll {
        $servers = @(1..3 | ForEach-Object { Start-SandboxServer @('--connections', '300', '--latency', '20') })
        $names = 'a', 'b', 'c'
        foreach ($i in 0..2) { $null = Connect-Server $servers[$i] -Name $names[$i] }
    }

    AfterAll {
        Disconnect-QlikSession -Session a, b, c
        $servers | ForEach-Object { Stop-SandboxServer $_ }
    }

    It 'returns them in the order of the sessions, each whole' {
        $read = Get-QlikDataConnection -Session c, a, b
        ($read.Session.Name | Select-Object -Unique) | Should -Be 'c', 'a', 'b'
        ($read | Group-Object { $_.Session.Name } | ForEach-Object Count | Select-Object -Unique) | Should -Be ($read.Count / 3)
    }

    It 'works on them at the same time' {
        $sessions = Get-QlikSession a, b, c
        $manifest = Get-ModuleManifestPath
        Clear-ServerRequest $servers[2]
        Set-ServerLatency $servers[0] 1500
        $job = 1 | ForEach-Object -Parallel { Import-Module $using:manifest; Get-QlikDataConnection -Session $using:sessions } -AsJob
        try {
            Wait-Until { @(Get-ServerRequest $servers[2]).Count -gt 2 } 'the third session is read'
            $job.State | Should -Be 'Running' -Because 'the first session is slow'
        }
        finally {
            Set-ServerLatency $servers[0] 20
            $job | Receive-Job -Wait -AutoRemoveJob | Out-Null
        }
    }

    It 'reports a session that fails, and returns the others' {
        Add-ServerFault $servers[1] @{ method = 'GET'; path = 'data-connections'; kind = 'status'; times = 20; status = 403 }
        $read = Get-QlikDataConnection -Session a, b, c -ErrorVariable problem -ErrorAction SilentlyContinue
        Clear-ServerFault $servers[1]
        ($read.Session.Name | Select-Object -Unique) | Should -Be 'a', 'c'
        $problem.TargetObject | Should -Be 'b'
    }

    It 'sends no request to later sessions when -First has its number' {
        Clear-ServerRequest $servers[1]
        @(Get-QlikDataConnection -Session a, b -First 5).Count | Should -Be 5
        @(Get-ServerRequest $servers[1]).Count | Should -Be 0
    }
}
