# Servers, files and rows that mean harm: only the module's own errors, and nothing that a terminal would obey.
BeforeDiscovery {
    # Those that are not sent again after a pause; the others are tests of the client, whose clock does not wait.
    $answers = 'surrogate-error', 'bad-utf8-error', 'escape-in-error', 'escape-in-trace'
    $commands = @{
        'Get-QlikDataConnection'               = { Get-QlikDataConnection }
        'Get-QlikDataConnection -Id'           = { Get-QlikDataConnection -Id 11111111-1111-4111-8111-111111111111 -Detailed }
        'New-QlikDataConnection'               = { New-QlikDataConnection a -DataSourceId rest -Property @{ host = 'h' } -SkipPropertyCheck -Confirm:$false }
        'Set-QlikDataConnection'               = { Set-QlikDataConnection -Id 11111111-1111-4111-8111-111111111111 -NewName b -Confirm:$false }
        'Move-QlikDataConnectionOwner'         = { Move-QlikDataConnectionOwner -Id 11111111-1111-4111-8111-111111111111 -Owner Uma -Confirm:$false }
        'Remove-QlikDataConnection'            = { Remove-QlikDataConnection -Id 11111111-1111-4111-8111-111111111111 -Confirm:$false }
        'Get-QlikUser'                         = { Get-QlikUser }
        'Invoke-QlikRequest'                   = { Invoke-QlikRequest -Path /api/v1/x -Method Delete -Confirm:$false }
    }
    $cloudOnly = @{
        'Get-QlikSpace'                        = { Get-QlikSpace }
        'Get-QlikDataSource'                   = { Get-QlikDataSource }
        'Get-QlikDataSourceProperty'           = { Get-QlikDataSourceProperty rest }
        'Get-QlikDataSourceGateway'            = { Get-QlikDataSourceGateway rest }
        'New-QlikOAuthClient'                  = { New-QlikOAuthClient -Native -Confirm:$false }
        'Set-QlikDataSource'                   = { Set-QlikDataSource rest -Disabled -Confirm:$false }
        'Get-QlikDataCredential'               = { Get-QlikDataCredential -Id 11111111-1111-4111-8111-111111111111 }
        'Get-QlikDataCredential -Orphaned'       = { Get-QlikDataCredential -Orphaned }
        'Set-QlikDataCredential'               = { Set-QlikDataCredential -Id 11111111-1111-4111-8111-111111111111 -NewName b -Confirm:$false }
        'Remove-QlikDataCredential'            = { Remove-QlikDataCredential -Id 11111111-1111-4111-8111-111111111111 -Confirm:$false }
    }
    # What counts as a lost response is asked for again after pauses: these run at the same time.
    $paused = 'null-row', 'broken-gzip', 'broken-deflate', 'long-title', 'title-page', 'length-overflow', 'length-beyond', 'deep', 'no-http', 'long-header', 'wrong-types', 'web-page', 'circle', 'endless'
    $every = @($commands.GetEnumerator() | ForEach-Object { @{ command = $_.Key; run = "$($_.Value)"; platforms = 'Cloud', 'site' } }) + @($cloudOnly.GetEnumerator() | ForEach-Object { @{ command = $_.Key; run = "$($_.Value)"; platforms = @('Cloud') } })
    $hostile = foreach ($answer in $answers) {
        foreach ($command in $commands.GetEnumerator()) { foreach ($platform in 'Cloud', 'site') { @{ answer = $answer; platform = $platform; command = $command.Key; run = $command.Value } } }
        foreach ($command in $cloudOnly.GetEnumerator()) { @{ answer = $answer; platform = 'Cloud'; command = $command.Key; run = $command.Value } }
    }
}
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/HostileServer.cs" -Raw)
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw)
    $script:server = [HostileServer]::new()
    $script:cloud = Connect-QlikSession -Tenant $server.Url -ApiKey (ConvertTo-Secret k) -TimeoutSec 10 -Name cloud
    $script:site = Connect-QlikSession -Server $server.SecureUrl -SkipCertificateCheck -Jwt (ConvertTo-Secret k) -TimeoutSec 10 -Name site -WarningAction Ignore

    # What a terminal would obey, or show in another order; and a line that a name began.
    $script:obeyed = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\nDeleted"
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    $server.Dispose()
}

Describe 'A hostile response' {
    It '<answer> to <command> (<platform>) ends with an error of the module' -ForEach $hostile {
        $server.Case = $answer
        $PSDefaultParameterValues = @{ '*-Qlik*:Session' = if ($platform -eq 'Cloud') { $cloud } else { $site } }
        $problems = @()
        try { $null = & $run 2>&1 3>$null | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { $problems += $_ } } }
        catch { $problems += $_ }
        foreach ($problem in $problems) {
            $problem.FullyQualifiedErrorId | Should -BeLike 'Qlik*' -Because $problem.Exception.ToString()
            $problem.Exception.Message | Should -Not -Match $obeyed
            $problem.Exception.Message.Length | Should -BeLessThan 10000
        }
        $problems.Count | Should -BeGreaterThan 0 -Because 'a refusal is an error'
    }

    It 'names that PowerShell keeps for itself come with a line before them' {
        $server.Case = 'reserved-name'
        $answer = Invoke-QlikRequest -Path /x -Session $cloud
        $answer._pstypenames | Should -Be 'x'
        $answer.PSObject.TypeNames | Should -Not -Contain 'x'
        $answer._PSObject._psbase | Should -Be 1
        $answer._ | Should -Be 2
    }
}

Describe 'A response that never ends well' -ForEach @(@{ paused = $paused; every = $every }) {
    BeforeAll {
        $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault()
        $state.ImportPSModule((Get-ModuleManifestPath))
        $pool = [runspacefactory]::CreateRunspacePool($state)
        $null = $pool.SetMaxRunspaces(48)
        $pool.Open()
        $servers = @{}
        $before = [GC]::GetTotalMemory($true)
        $running = foreach ($case in $paused + 'oauth-newline', 'oauth-expiry') {
            $servers[$case] = [HostileServer]::new()
            $servers[$case].Case = $case
            # Without a token no command gets further than the sign-in.
            foreach ($one in $every | Select-Object -First $(if ($case -like 'oauth*') { 1 } else { $every.Count })) {
                foreach ($platform in $one.platforms) {
                    if ($case -like 'oauth*' -and $platform -eq 'site') { continue }
                    $shell = [powershell]::Create()
                    $shell.RunspacePool = $pool
                    $null = $shell.AddScript({
                        param($server, $case, $platform, $run)
                        $key = ConvertTo-SecureString k -AsPlainText -Force
                        $name = "$([guid]::NewGuid())"
                        $limits = @{ TimeoutSec = 5; RateLimitWaitSec = 1; MaximumResponseMB = 1; Name = $name; WarningAction = 'Ignore' }
                        try {
                            $null = if ($platform -eq 'site') { Connect-QlikSession -Server $server.SecureUrl -SkipCertificateCheck -Jwt $key @limits }
                            elseif ($case -like 'oauth*') { Connect-QlikSession -Tenant $server.Url -ClientCredential ([pscredential]::new('c', $key)) @limits }
                            else { Connect-QlikSession -Tenant $server.Url -ApiKey $key @limits }
                            $PSDefaultParameterValues = @{ '*-Qlik*:Session' = $name }
                            & ([scriptblock]::Create($run)) 2>&1 3>$null | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
                        }
                        catch { $_ }
                        finally { Disconnect-QlikSession $name -ErrorAction Ignore }
                    }).AddParameters(@{ server = $servers[$case]; case = $case; platform = $platform; run = $one.run })
                    @{ case = $case; command = "$($one.command) ($platform)"; shell = $shell; work = $shell.BeginInvoke() }
                }
            }
        }
        $script:results = foreach ($one in $running) {
            $ended = $one.work.AsyncWaitHandle.WaitOne([timespan]::FromMinutes(5))
            @{ case = $one.case; command = $one.command; ended = $ended; problems = $(if ($ended) { @($one.shell.EndInvoke($one.work)) }) }
            if (-not $ended) { $one.shell.Stop() }
            $one.shell.Dispose()
        }
        $pool.Dispose()
        foreach ($server in $servers.Values) { $server.Dispose() }
        $script:growth = [GC]::GetTotalMemory($true) - $before
    }

    It '<_> is an error of the module to every command' -ForEach ($paused + 'oauth-newline', 'oauth-expiry') {
        $mine = @($results | Where-Object case -EQ $_)
        $mine.Count | Should -BeGreaterThan $(if ($_ -like 'oauth*') { 0 } else { 15 })
        foreach ($one in $mine) {
            $one.ended | Should -BeTrue -Because "$($one.command) hangs"
            foreach ($problem in $one.problems) {
                $problem.FullyQualifiedErrorId | Should -BeLike 'Qlik*' -Because "$($one.command): $($problem.Exception)"
                $problem.Exception.Message | Should -Not -Match $obeyed
                $problem.Exception.Message.Length | Should -BeLessThan 10000
            }
        }
        @($mine | Where-Object { $_.problems }).Count | Should -BeGreaterThan ($mine.Count / 2)
    }

    It 'leaves nothing large in memory' { $growth | Should -BeLessThan 150MB }
}

Describe 'A name that a terminal would obey' {
    BeforeAll { $server.Case = 'names' }

    It 'is written out by the views of <command> (<platform>), and the object keeps it' -ForEach @(
        @{ platform = 'cloud'; command = 'Get-QlikDataConnection'; run = { Get-QlikDataConnection } }
        @{ platform = 'site'; command = 'Get-QlikDataConnection'; run = { Get-QlikDataConnection } }
        @{ platform = 'cloud'; command = 'Get-QlikDataConnection -Detailed'; run = { Get-QlikDataConnection -Id 11111111-1111-4111-8111-111111111111 -Detailed } }
        @{ platform = 'cloud'; command = 'Get-QlikSpace'; run = { Get-QlikSpace } }
        @{ platform = 'cloud'; command = 'Get-QlikUser'; run = { Get-QlikUser } }
        @{ platform = 'site'; command = 'Get-QlikUser'; run = { Get-QlikUser } }
        @{ platform = 'cloud'; command = 'Get-QlikDataSource'; run = { Get-QlikDataSource } }
        @{ platform = 'cloud'; command = 'Get-QlikDataSourceProperty'; run = { Get-QlikDataSourceProperty rest } }
        @{ platform = 'cloud'; command = 'Get-QlikDataSourceGateway'; run = { Get-QlikDataSourceGateway rest } }
        @{ platform = 'cloud'; command = 'Get-QlikDataCredential'; run = { Get-QlikDataCredential -Orphaned } }
    ) {
        $PSDefaultParameterValues = @{ '*-Qlik*:Session' = $platform }
        $objects = @(& $run)
        $objects.Count | Should -Be 1
        $objects[0].Name | Should -BeExactly ([HostileServer]::Name)
        $rendering, $PSStyle.OutputRendering = $PSStyle.OutputRendering, 'PlainText'
        try { $shown = @(($objects | Out-String -Width 500), ($objects | Format-List | Out-String -Width 500), ($objects | Format-Table | Out-String -Width 500)) }
        finally { $PSStyle.OutputRendering = $rendering }
        foreach ($text in $shown) {
            $text -replace '\r\n', "`n" | Should -Not -Match $obeyed
            # Tables shorten long names.
            $text | Should -Match '\\u0'
        }
    }

    It 'is not completed, and never shown as it is by a menu: <line>' -ForEach @(
        foreach ($platform in 'cloud', 'site') {
            foreach ($line in 'Get-QlikDataConnection -Name ', 'Get-QlikDataConnection -Owner ', 'Get-QlikDataConnection -Tag ', 'Get-QlikDataConnection -Type ',
                'Get-QlikDataConnection -Space ', 'Get-QlikDataConnection -DataSourceId ', 'Set-QlikDataConnection x -AddTag ', 'Move-QlikDataConnectionOwner x -Owner ',
                'New-QlikDataConnection x -DataSourceId rest -Property ', 'New-QlikDataConnection x -DataSourceId rest -Gateway ', 'Get-QlikDataSourceProperty rest -Name ',
                'Get-QlikDataConnection -Name Sales', 'Get-QlikSpace -Name Sales', 'Get-QlikUser Sales') {
                @{ platform = $platform; line = $line -replace '^(\S+) ', "`$1 -Session $platform " }
            }
        }
    ) {
        $offered = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, @{}).CompletionMatches
        foreach ($one in $offered) { $one.CompletionText, $one.ListItemText, $one.ToolTip | Should -Not -Match $obeyed }
        $offered.CompletionText | Should -Not -BeLike '*gpj.exe*'
    }

    It 'is written out by questions, -WhatIf, progress and errors (<platform>)' -ForEach @(@{ platform = 'cloud' }, @{ platform = 'site' }) {
        $somebody = [AnsweringHost]::new([string[]] (@('Yes') * 20))
        $runspace = [runspacefactory]::CreateRunspace($somebody, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript({
                param($module, $url, $platform, $folder)
                Import-Module $module
                $key = ConvertTo-SecureString k -AsPlainText -Force
                $null = if ($platform -eq 'cloud') { Connect-QlikSession -Tenant $url -ApiKey $key } else { Connect-QlikSession -Server $url -SkipCertificateCheck -Jwt $key }
                $VerbosePreference = 'Continue'
                $id = '11111111-1111-4111-8111-111111111111'
                foreach ($how in @{ WhatIf = $true }, @{ Confirm = $true }) {
                    Set-QlikDataConnection -Id $id -NewName b @how
                    Get-QlikDataConnection | Set-QlikDataConnection -AddTag x @how
                    Move-QlikDataConnectionOwner -Id $id -Owner (Get-QlikUser) @how
                    Remove-QlikDataConnection -Id $id -RecoveryPath $folder @how
                    if ($platform -eq 'cloud') {
                        Get-QlikDataSource | Set-QlikDataSource -Disabled @how
                        Get-QlikDataCredential -Orphaned | Remove-QlikDataCredential @how
                    }
                }
                Restore-QlikDataConnection -List -RecoveryPath $folder | Restore-QlikDataConnection -RecoveryPath $folder -Confirm
                Get-QlikDataConnection -Name nosuch*
                Get-QlikDataConnection -Space nosuch
            }).AddArgument((Get-ModuleManifestPath)).AddArgument($(if ($platform -eq 'site') { $server.SecureUrl } else { $server.Url })).AddArgument($platform).AddArgument((Join-Path $TestDrive "names-$platform")).Invoke()
            $texts = @($somebody.Shown) + $somebody.Warnings + @($shell.Streams.Error | ForEach-Object { "$_"; "$($_.ErrorDetails)"; "$($_.CategoryInfo)" }) +
                @($shell.Streams.Warning) + @($shell.Streams.Verbose) + @($shell.Streams.Progress | ForEach-Object { "$($_.Activity)|$($_.StatusDescription)|$($_.CurrentOperation)" })
            $somebody.Questions | Should -BeGreaterOrEqual 2
            $shell.Streams.Error.Count | Should -BeGreaterThan 2
            foreach ($text in $texts) { "$text" -replace '\r\n', "`n" | Should -Not -Match $obeyed }
            foreach ($problem in $shell.Streams.Error) { $problem.FullyQualifiedErrorId | Should -BeLike 'Qlik*' -Because $problem.Exception.ToString() }
            @($texts -match '\\u001B\[2J').Count | Should -BeGreaterThan 5
        }
        finally { $runspace.Dispose(); $shell.Dispose() }
    }
}
