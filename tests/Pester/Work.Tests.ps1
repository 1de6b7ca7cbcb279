# Long work: what is seen of it, how it is stopped, and that the same command finishes it without doing anything twice.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw)
    $script:server = Start-SandboxServer
    $null = Connect-Server $server
    $null = Get-QlikDataConnection # the names are known from here on

    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }

    # Fresh connections in a number, as objects, in the order of the list.
    function Add-Subject {
        param([int] $Count)
        $prefix = "w$([guid]::NewGuid().ToString('N').Substring(0, 8))-"
        $null = Invoke-Control $server "connections?count=$Count&prefix=$prefix" Post
        Get-QlikDataConnection "$prefix*"
    }

    # A separate, connected PowerShell, whose command can be observed and stopped.
    function New-Worker {
        param($WorkHost)
        $state = [initialsessionstate]::CreateDefault2()
        $runspace = if ($WorkHost) { [runspacefactory]::CreateRunspace($WorkHost, $state) } else { [runspacefactory]::CreateRunspace($state) }
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        $null = $shell.AddScript({ param($module, $url, $key)
            Import-Module $module
            $null = Connect-QlikSession $url -ApiKey (ConvertTo-SecureString $key -AsPlainText -Force)
        }).AddArgument((Get-ModuleManifestPath)).AddArgument($server.url).AddArgument($server.apiKey).Invoke()
        $shell.Commands.Clear()
        $shell
    }

    function Start-Work {
        param($Shell, [scriptblock] $Script, [object[]] $ArgumentList)
        $null = $Shell.AddScript($Script)
        foreach ($argument in $ArgumentList) { $null = $Shell.AddArgument($argument) }
        $Shell.BeginInvoke()
    }

    function Complete-Work { param($Shell, $Running) try { $Shell.EndInvoke($Running) } finally { $Shell.Runspace.Dispose(); $Shell.Dispose() } }

    # The one line that a changing cmdlet says about itself at the end.
    function Read-Summary {
        param($Verbose)
        $line = @("$Verbose" | Select-String '(\d+) done, (\d+) unchanged, (\d+) failed, (\d+) skipped; (\d+) requests? in ([\d.]+) s' -AllMatches).Matches
        $line.Count | Should -Be 1 -Because 'there is one summary'
        $numbers = $line[0].Groups
        [pscustomobject]@{
            Counts = "$($numbers[1]) done, $($numbers[2]) unchanged, $($numbers[3]) failed, $($numbers[4]) skipped"
            Requests = [int] $numbers[5].Value; Seconds = [double]::Parse($numbers[6].Value, [cultureinfo]::InvariantCulture)
        }
    }

    $script:moveAll = { param($prefix) Get-QlikDataConnection "$prefix*" | Move-QlikDataConnectionOwner -Owner mei@acme.test -WarningAction Ignore -Verbose }
    $script:renameAll = { param($prefix) Get-QlikDataConnection "*$prefix*" | Set-QlikDataConnection -NewName { $_.Name -replace '^w', 'done-w' } -Verbose }
    function PrefixOf { param($Subjects) $Subjects[0].Name.Split('-')[0] + '-' }
    function MovedOf { param($Subjects) @(Get-QlikDataConnection "$(PrefixOf $Subjects)*" | Where-Object OwnerName -EQ 'Mei Lin').Count }
    function RenamedOf { param($Subjects) @(Get-QlikDataConnection "done-$(PrefixOf $Subjects)*").Count }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'Work' {
BeforeEach {
    Clear-ServerFault $server
    Set-ServerLatency $server 0
    Clear-ServerRequest $server
}
AfterEach { Clear-ServerFault $server; Set-ServerLatency $server 0 }

Describe 'Progress' {
    BeforeAll {
        function Watch-Work {
            param([scriptblock] $Script, [object[]] $ArgumentList)
            $shell = New-Worker
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $running = Start-Work $shell $Script $ArgumentList
            $seen = @{ First = $null }
            Wait-Until {
                if ($null -eq $seen.First -and $shell.Streams.Progress.Count -gt 0) { $seen.First = $watch.Elapsed.TotalSeconds }
                $running.IsCompleted
            }
            $seconds = $watch.Elapsed.TotalSeconds
            $progress = @($shell.Streams.Progress)
            $summary = @($shell.Streams.Verbose)
            $null = Complete-Work $shell $running
            [pscustomobject]@{ Records = $progress; Going = @($progress | Where-Object RecordType -EQ 'Processing'); First = $seen.First; Seconds = $seconds; Verbose = $summary }
        }
    }

    It 'is not shown of quick work' {
        $subjects = Add-Subject 3
        (Watch-Work $moveAll (PrefixOf $subjects)).Records | Should -BeNullOrEmpty
        MovedOf $subjects | Should -Be 3
    }

    It 'shows how much of long work is done, how fast, and when it will end: after a second, at most four times a second, and goes away' {
        $subjects = Add-Subject 40
        Set-ServerLatency $server 60
        $seen = Watch-Work { param($subjects) $subjects | Set-QlikDataConnection -NewName { $_.Name + ' x' } -ThrottleLimit 1 -Verbose } (, $subjects)
        $seen.First | Should -BeGreaterOrEqual 1
        $seen.Going.Count | Should -BeGreaterThan 2
        $seen.Going.Count | Should -BeLessOrEqual (4 * ($seen.Seconds - 1) + 1)
        $seen.Going | ForEach-Object {
            $_.Activity | Should -Be 'Set-QlikDataConnection'
            $_.StatusDescription | Should -Match '^\d+ of 40, \d+ a second$'
            $_.PercentComplete | Should -Be ([math]::Floor(100 * [int] $_.StatusDescription.Split(' ')[0] / 40))
            $_.SecondsRemaining | Should -BeGreaterOrEqual 0
        }
        ($seen.Going.PercentComplete | Sort-Object) | Should -Be $seen.Going.PercentComplete -Because 'it only grows'
        $seen.Going[-1].PercentComplete | Should -BeGreaterThan $seen.Going[0].PercentComplete
        @($seen.Records | Where-Object RecordType -EQ 'Completed').Count | Should -Be 1
        $seen.Records[-1].RecordType | Should -Be 'Completed'
    }

    It 'says that the rate limit is waited for, however many requests wait' {
        $subjects = Add-Subject 8
        Add-ServerFault $server @{ method = 'PATCH'; kind = 'retryAfter'; seconds = 2; times = 8 }
        $seen = Watch-Work { param($subjects) $subjects | Set-QlikDataConnection -NewName { $_.Name + ' x' } -ThrottleLimit 8 -Verbose } (, $subjects)
        $seen.Going.StatusDescription | Should -Contain '0 of 8, 0 a second; waiting 1 s for the rate limit'
        $seen.Going.Count | Should -BeLessOrEqual (4 * ($seen.Seconds - 1) + 1)
        $seen.Records[-1].RecordType | Should -Be 'Completed'
        (Read-Summary $seen.Verbose).Counts | Should -Be '8 done, 0 unchanged, 0 failed, 0 skipped'
    }

    It 'counts what is read before anything is asked or changed' {
        $subjects = Add-Subject 40
        Set-ServerLatency $server 250
        $seen = Watch-Work { param($ids) Set-QlikDataConnection -Id $ids -AddTag seen -WhatIf } (, [guid[]] $subjects.Id)
        $seen.Going.Count | Should -BeGreaterThan 2
        $seen.Going.Count | Should -BeLessOrEqual (4 * ($seen.Seconds - 1) + 1)
        $seen.Going.StatusDescription | Should -Match '^\d+ read, \d+ a second$'
        @($seen.Records | Where-Object RecordType -EQ 'Completed').Count | Should -Be 1
        $seen.Records[-1].RecordType | Should -Be 'Completed'
    }

    It 'says that ids that are in no list are read one by one, for <command>' -ForEach @(
        @{ command = 'Get-QlikDataConnection'; splat = @{} }
        @{ command = 'Remove-QlikDataConnection'; splat = @{ WhatIf = $true } }
    ) {
        Set-ServerLatency $server 250
        $seen = Watch-Work {
            param($command, $splat)
            1..60 | ForEach-Object { [pscustomobject]@{ Id = "$([guid]::NewGuid())" } } | & $command @splat -ErrorAction SilentlyContinue
        } ($command, $splat)
        $left = @($seen.Going.StatusDescription | Where-Object { $_ -match '^\d+ read, \d+ a second; ids that are in no list are read one by one, (\d+) left$' } |
            ForEach-Object { [int] $Matches[1] })
        $left.Count | Should -BeGreaterThan 2
        $left | Should -Be ($left | Sort-Object -Descending)
        $left[0] | Should -BeLessThan 60
    }

    It 'counts what a long list has read' {
        $subjects = Add-Subject 250
        Set-ServerLatency $server 700
        $seen = Watch-Work { param($prefix) Get-QlikDataConnection "$prefix*" -NoNameLookup } (PrefixOf $subjects)
        $seen.Going.StatusDescription -match '^100 read, \d+ a second$' | Should -Not -BeNullOrEmpty
        $seen.Going.SecondsRemaining | Sort-Object -Unique | Should -Be -1
        $seen.Records[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'The summary' {
    It 'counts every connection once, and the requests as the server does' {
        $subjects = Add-Subject 5
        $null = $subjects[1] | Set-QlikDataConnection -AddTag kept
        $again = Get-QlikDataConnection "$(PrefixOf $subjects)*"
        Add-ServerFault $server @{ method = 'PATCH'; path = "$($again[3].Id)"; kind = 'status'; status = 403; times = 1 }
        Clear-ServerRequest $server
        $verbose = $again | Set-QlikDataConnection -AddTag kept -Verbose -ErrorVariable problem -ErrorAction SilentlyContinue 4>&1
        $summary = Read-Summary $verbose
        $summary.Counts | Should -Be '3 done, 1 unchanged, 1 failed, 0 skipped'
        # The journal does not contain the request that got the fault.
        $summary.Requests | Should -Be (@(Get-ServerRequest $server).Count + 1)
        $summary.Requests | Should -Be 8 -Because 'tags are read right before they are changed'
        $problem.Count | Should -Be 1
    }

    It 'counts what was only rehearsed as skipped, with one list for the question' {
        $subjects = Add-Subject 4
        Clear-ServerRequest $server
        $summary = Read-Summary ($subjects | Set-QlikDataConnection -AddTag kept -WhatIf -Verbose 4>&1)
        $summary.Counts | Should -Be '0 done, 0 unchanged, 0 failed, 4 skipped'
        $summary.Requests | Should -Be 1
        @(Get-ServerRequest $server).Count | Should -Be 1
    }

    It 'is said once for several batches' {
        $subjects = Add-Subject 250
        $null = Get-QlikUser -Name mei@acme.test
        Clear-ServerRequest $server
        $summary = Read-Summary ($subjects | Move-QlikDataConnectionOwner -Owner mei@acme.test -Verbose -WarningAction Ignore 4>&1)
        $summary.Counts | Should -Be '250 done, 0 unchanged, 0 failed, 0 skipped'
        $summary.Requests | Should -Be @(Get-ServerRequest $server).Count
        @(Sent).Count | Should -Be 3
    }
}

Describe '-ThrottleLimit' {
    It '<limit>: as many requests at once, and the output in the order of the input' -ForEach @(@{ limit = 1 }, @{ limit = 3 }, @{ limit = 8 }) {
        $subjects = Add-Subject 24
        Set-ServerLatency $server 60
        $null = Invoke-Control $server concurrency Delete
        $out = $subjects | Set-QlikDataConnection -NewName { $_.Name + ' x' } -PassThru -ThrottleLimit $limit
        (Invoke-Control $server concurrency).most | Should -Be $limit
        $out.Name | Should -Be ($subjects.Name | ForEach-Object { "$_ x" })
        @(Sent).Count | Should -Be 24
    }
}

Describe '-Confirm' {
    It '<answers>: <counts>, after <questions> questions' -ForEach @(
        @{ answers = 'Yes', 'No', 'Yes', 'No'; questions = 4; nested = 0; counts = '2 done, 0 unchanged, 0 failed, 2 skipped' }
        @{ answers = 'No', 'Yes to All'; questions = 2; nested = 0; counts = '3 done, 0 unchanged, 0 failed, 1 skipped' }
        @{ answers = 'Yes', 'No to All'; questions = 2; nested = 0; counts = '1 done, 0 unchanged, 0 failed, 3 skipped' }
        @{ answers = 'Suspend', 'Yes', 'No to All'; questions = 3; nested = 1; counts = '1 done, 0 unchanged, 0 failed, 3 skipped' }
    ) {
        $subjects = Add-Subject 4
        $somebody = [AnsweringHost]::new([string[]] $answers)
        $shell = New-Worker $somebody
        Clear-ServerRequest $server
        $running = Start-Work $shell { param($prefix) Get-QlikDataConnection "$prefix*" | Set-QlikDataConnection -AddTag asked -Confirm -Verbose } (PrefixOf $subjects)
        Wait-Until { $running.IsCompleted }
        (Read-Summary $shell.Streams.Verbose).Counts | Should -Be $counts
        @($shell.Streams.Error).Count | Should -Be 0
        $null = Complete-Work $shell $running
        $somebody.Questions | Should -Be $questions
        $somebody.NestedPrompts | Should -Be $nested
        @(Sent).Count | Should -Be ([int] $counts.Split(' ')[0])
    }

    It 'Ctrl+C at the second question: nothing is sent, not even what the first answer allowed' {
        $subjects = Add-Subject 2
        $shell = New-Worker ([AnsweringHost]::new('Yes', 'Ctrl+C'))
        Clear-ServerRequest $server
        $running = Start-Work $shell { param($prefix) Get-QlikDataConnection "$prefix*" | Set-QlikDataConnection -AddTag asked -Confirm -Verbose } (PrefixOf $subjects)
        Wait-Until { $running.IsCompleted }
        @($shell.Streams.Error).Count | Should -Be 0
        "$($shell.Streams.Verbose)" | Should -Not -Match 'skipped;' -Because 'it did not come to its end'
        { Complete-Work $shell $running } | Should -Throw '*stopped*'
        @(Sent).Count | Should -Be 0
    }
}

Describe 'Ctrl+C' {
    BeforeAll {
        # Runs, waits for the moment, stops; half a second is the promise.
        function Stop-Work {
            param([scriptblock] $Script, [object[]] $ArgumentList, [scriptblock] $When, $WorkHost)
            $shell = New-Worker $WorkHost
            $running = Start-Work $shell $Script $ArgumentList
            try {
                Wait-Until { $running.IsCompleted -or (& $When) } "$When"
                $running.IsCompleted | Should -BeFalse -Because 'there was something to stop'
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $watch.ElapsedMilliseconds | Should -BeLessThan 500
                $running.IsCompleted | Should -BeTrue
                @($shell.Streams.Error).Count | Should -Be 0
            }
            finally { $shell.Runspace.Dispose(); $shell.Dispose() }
            Clear-ServerFault $server
            Set-ServerLatency $server 0
            Wait-ServerQuiet $server
        }
    }

    It 'in the middle of a bulk change: the same command sends the rest, and nothing twice' {
        $subjects = Add-Subject 300
        $somebody = [AnsweringHost]::new()
        Set-ServerLatency $server 250
        Stop-Work $moveAll (PrefixOf $subjects) { @(Sent).Count -eq 1 } $somebody
        $moved = MovedOf $subjects
        $somebody.Warnings | Where-Object { $_ -like 'Move-QlikDataConnectionOwner was stopped:*' } | Should -Match 'stopped: (0|100|200) done, (300|200|100) not done.*Run the same command again'
        $moved | Should -BeIn 100, 200
        Clear-ServerRequest $server
        $summary = Read-Summary (& $moveAll (PrefixOf $subjects) 4>&1)
        $summary.Counts | Should -Be "$(300 - $moved) done, $moved unchanged, 0 failed, 0 skipped"
        @(Sent).Count | Should -Be ((300 - $moved) / 100)
        MovedOf $subjects | Should -Be 300
        Clear-ServerRequest $server
        (Read-Summary (& $moveAll (PrefixOf $subjects) 4>&1)).Counts | Should -Be '0 done, 300 unchanged, 0 failed, 0 skipped'
        @(Sent).Count | Should -Be 0
    }

    It 'while the rows are read: it says that nothing was changed yet' {
        $subjects = Add-Subject 60
        $somebody = [AnsweringHost]::new()
        Set-ServerLatency $server 500
        Clear-ServerRequest $server
        Stop-Work { param($names) $names | Move-QlikDataConnectionOwner -Owner mei@acme.test -Confirm:$false } (, $subjects.Name) { (Invoke-Control $server concurrency).now -gt 0 } $somebody
        $somebody.Warnings | Should -Contain 'Move-QlikDataConnectionOwner was stopped before the first change: nothing was changed yet.'
        @(Sent).Count | Should -Be 0
    }

    It 'in the middle of one request per connection: likewise' {
        $subjects = Add-Subject 60
        Set-ServerLatency $server 60
        Stop-Work $renameAll (PrefixOf $subjects) { @(Sent).Count -ge 8 }
        $renamed = RenamedOf $subjects
        $renamed | Should -BeGreaterOrEqual 8
        $renamed | Should -BeLessThan 60
        Clear-ServerRequest $server
        $summary = Read-Summary (& $renameAll (PrefixOf $subjects) 4>&1)
        $summary.Counts | Should -Be "$(60 - $renamed) done, $renamed unchanged, 0 failed, 0 skipped"
        @(Sent).Count | Should -Be (60 - $renamed)
        RenamedOf $subjects | Should -Be 60
    }

    It 'while the rate limit is waited for: <name>' -ForEach @(
        @{ name = 'in bulk'; method = 'POST'; path = 'actions/update'; bulk = $true }
        @{ name = 'one by one'; method = 'PATCH'; path = 'data-connections'; bulk = $false }
    ) {
        $subjects = Add-Subject 6
        Add-ServerFault $server @{ method = $method; path = $path; kind = 'retryAfter'; seconds = 300; times = 4 }
        $struck = (Invoke-Control $server faults).struck
        Stop-Work ($bulk ? $moveAll : $renameAll) (PrefixOf $subjects) { (Invoke-Control $server faults).struck -gt $struck }
        @(Sent).Count | Should -Be 0
        (Read-Summary (& ($bulk ? $moveAll : $renameAll) (PrefixOf $subjects) 4>&1)).Counts | Should -Be '6 done, 0 unchanged, 0 failed, 0 skipped'
        @(Sent).Count | Should -Be ($bulk ? 1 : 6)
    }

    It 'in a rebuild that hangs at <name>: who sits there is told where the way on is, and it is one' -ForEach @(
        @{ name = 'the creation'; method = 'POST'; path = 'data-connections$' }
        @{ name = 'the deletion'; method = 'DELETE'; path = 'data-connections' }
        @{ name = 'the renaming'; method = 'PATCH'; path = 'data-connections' }
    ) {
        $subject = Add-Subject 1
        $folder = Join-Path $TestDrive "stopped-$method"
        Add-ServerFault $server @{ method = $method; path = $path; kind = 'hang'; times = 4 }
        $struck = (Invoke-Control $server faults).struck
        $somebody = [AnsweringHost]::new()
        $rebuild = { param($id, $folder) Set-QlikDataConnection -Id $id -DataSourceId rest -Property @{ url = 'https://new.test' } -RecoveryPath $folder -Force }
        Stop-Work $rebuild $subject.Id, $folder { (Invoke-Control $server faults).struck -gt $struck } $somebody
        $entry = Restore-QlikDataConnection -List -RecoveryPath $folder
        "$($entry.State)" | Should -Be 'Pending'
        @($somebody.Warnings | Where-Object { $_ -match [regex]::Escape($entry.Path) -and $_ -match 'Restore-QlikDataConnection' }).Count | Should -Be 1
        # Finishing may delete one of the two connections, which is asked about.
        $null = $entry | Restore-QlikDataConnection -RecoveryPath $folder -Force
        (Get-QlikDataConnection "$($subject.Name)*").Name | Should -Be $subject.Name
    }

    It 'while a request hangs: <name>' -ForEach @(
        @{ name = 'in bulk'; method = 'POST'; path = 'actions/update'; bulk = $true }
        @{ name = 'one by one'; method = 'PATCH'; path = 'data-connections'; bulk = $false }
    ) {
        $subjects = Add-Subject 6
        Add-ServerFault $server @{ method = $method; path = $path; kind = 'hang'; times = 4 }
        $struck = (Invoke-Control $server faults).struck
        Stop-Work ($bulk ? $moveAll : $renameAll) (PrefixOf $subjects) { (Invoke-Control $server faults).struck -gt $struck }
        (Read-Summary (& ($bulk ? $moveAll : $renameAll) (PrefixOf $subjects) 4>&1)).Counts | Should -Be '6 done, 0 unchanged, 0 failed, 0 skipped'
        @(Sent).Count | Should -Be ($bulk ? 1 : 6)
    }
}

Describe 'What else ends a command in the middle' {
    It '-ErrorAction Stop: the same command finishes it' {
        $subjects = Add-Subject 40
        Set-ServerLatency $server 20
        Add-ServerFault $server @{ method = 'PATCH'; path = "$($subjects[9].Id)"; kind = 'status'; status = 403; times = 1 }
        $caught = $null
        try { $null = $subjects | Set-QlikDataConnection -NewName { $_.Name -replace '^w', 'done-w' } -ErrorAction Stop } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAccessDenied,*'
        $caught.TargetObject.Id | Should -Be $subjects[9].Id
        Wait-ServerQuiet $server
        $renamed = RenamedOf $subjects
        $renamed | Should -BeGreaterOrEqual 9 -Because 'those before were reported first'
        $renamed | Should -BeLessThan 40
        Clear-ServerRequest $server
        (Read-Summary (& $renameAll (PrefixOf $subjects) 4>&1)).Counts | Should -Be "$(40 - $renamed) done, $renamed unchanged, 0 failed, 0 skipped"
        @(Sent).Count | Should -Be (40 - $renamed)
    }

    It 'Select-Object -First: what was not started is not sent' {
        $subjects = Add-Subject 40
        Set-ServerLatency $server 20
        $out = $subjects | Set-QlikDataConnection -NewName { $_.Name -replace '^w', 'done-w' } -PassThru -ThrottleLimit 4 | Select-Object -First 3
        $out.Name | Should -Be ($subjects[0..2].Name -replace '^w', 'done-w')
        Wait-ServerQuiet $server
        $renamed = RenamedOf $subjects
        $renamed | Should -BeGreaterOrEqual 3
        $renamed | Should -BeLessThan 40
        Clear-ServerRequest $server
        $null = & $renameAll (PrefixOf $subjects) 4>&1
        @(Sent).Count | Should -Be (40 - $renamed)
        RenamedOf $subjects | Should -Be 40
    }

    It 'a killed process: <name>' -ForEach @(
        @{ name = 'in bulk'; count = 300; latency = 250; bulk = $true }
        @{ name = 'one by one'; count = 60; latency = 60; bulk = $false }
    ) {
        $subjects = Add-Subject $count
        $env:QLIK_TEST_KEY = $server.apiKey
        $start = New-PowerShellStartInfo @"
Import-Module '$(Get-ModuleManifestPath)'
`$null = Connect-QlikSession '$($server.url)' -ApiKey (ConvertTo-SecureString `$env:QLIK_TEST_KEY -AsPlainText -Force)
& { $($bulk ? $moveAll : $renameAll) } '$(PrefixOf $subjects)'
"@
        Set-ServerLatency $server $latency
        $process = [System.Diagnostics.Process]::Start($start)
        try { Wait-Until { $process.HasExited -or @(Sent).Count -ge ($bulk ? 1 : 8) } 'the child is at work' }
        finally { $process.Kill(); $process.WaitForExit(); $env:QLIK_TEST_KEY = $null }
        Set-ServerLatency $server 0
        Wait-ServerQuiet $server
        $done = $bulk ? (MovedOf $subjects) : (RenamedOf $subjects)
        $done | Should -BeGreaterThan 0
        $done | Should -BeLessThan $count
        Clear-ServerRequest $server
        (Read-Summary (& ($bulk ? $moveAll : $renameAll) (PrefixOf $subjects) 4>&1)).Counts | Should -Be "$($count - $done) done, $done unchanged, 0 failed, 0 skipped"
        @(Sent).Count | Should -Be ($bulk ? ($count - $done) / 100 : $count - $done)
    }
}
}
