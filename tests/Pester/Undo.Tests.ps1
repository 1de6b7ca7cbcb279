BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    $script:own = 'Name', 'SpaceName', 'OwnerName', 'ConnectionString'
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function New-Trial { param($Count = 2) 1..$Count | ForEach-Object { New-QlikDataConnection "trial $_" rest -Space HR -Tag "t$_" -Property @{ url = "https://x$_.test" } -NoJournal } }
    $script:login = [pscredential]::new('svc', (ConvertTo-Secret 'example'))
    # The service sets a tag of its own where a connection is created from properties.
    function State {
        Get-QlikDataConnection 'trial*' | Sort-Object Name |
            Select-Object -Property (@($own) + @{ Name = 'Tags'; Expression = { @($_.Tags | Where-Object { $_ -notlike 'DcaasAPI:*' } | Sort-Object) } }) | ConvertTo-Json
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
}

Describe 'Undo-QlikChange' {
    BeforeEach {
        $script:trial = New-Trial
        $script:before = State
        Clear-ServerRequest $server
    }
    AfterEach {
        Clear-ServerFault $server
        Get-QlikDataConnection 'trial*' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'puts back <What>, and makes the change again when it is undone' -ForEach @(
        @{ What = 'a name'; Change = { Set-QlikDataConnection 'trial 1' -NewName 'trial x' } }
        @{ What = 'tags'; Change = { Set-QlikDataConnection 'trial *' -Tag one, two } }
        @{ What = 'added and removed tags'; Change = { Set-QlikDataConnection 'trial *' -AddTag one -RemoveTag t1 } }
        @{ What = 'a space'; Change = { Set-QlikDataConnection 'trial *' -Space Sales } }
        @{ What = 'the personal space'; Change = { Set-QlikDataConnection 'trial *' -Space Personal } }
        @{ What = 'owners'; Change = { Move-QlikDataConnectionOwner 'trial *' -Owner 'Mei Lin' } }
        @{ What = 'owner and space'; Change = { Move-QlikDataConnectionOwner 'trial *' -Owner 'Mei Lin' -Space Sales } }
        @{ What = 'properties'; Change = { Set-QlikDataConnection 'trial *' -Property @{ url = 'https://y.test' } -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'a statement'; Change = { Set-QlikDataConnection 'trial 1' -ConnectionString 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://z.test;"' -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'several members'; Change = { Set-QlikDataConnection 'trial 1' -NewName 'trial x' -Space Sales -AddTag a -Property @{ url = 'https://y.test' } -Credential $login }; Splat = @{ Credential = $null } }
        @{ What = 'a deletion'; Change = { Remove-QlikDataConnection 'trial *' -Force } }
        @{ What = 'a creation'; Change = { New-QlikDataConnection 'trial 3' rest -Space HR -Property @{ url = 'https://x3.test' } } }
    ) {
        $WarningPreference = 'SilentlyContinue'
        $null = & $Change
        $after = State
        $after | Should -Not -Be $before
        Clear-ServerRequest $server
        if (-not $Splat) { $Splat = @{} }
        @($Splat.Keys) | ForEach-Object { $Splat[$_] = $login }
        Undo-QlikChange -WhatIf -WithoutSecret @Splat
        Sent | Should -BeNullOrEmpty -Because 'of -WhatIf'
        Undo-QlikChange -Force -WithoutSecret @Splat
        State | Should -Be $before
        Undo-QlikChange -Force -WithoutSecret @Splat
        State | Should -Be $after
    }

    It 'does what -WhatIf says, in fewest requests' {
        $many = Get-QlikDataConnection | Where-Object SpaceName -In Finance, Sales, HR
        $many.Count | Should -BeGreaterThan 15
        $owners = $many | Select-Object Id, OwnerId
        $many | Move-QlikDataConnectionOwner -Owner 'Mei Lin' -WarningAction Ignore
        Clear-ServerRequest $server
        Undo-QlikChange -WarningAction Ignore
        Get-ServerRequest $server | ForEach-Object { "$($_.method) $($_.path -replace '\?.*' -replace '.*/')" } | Should -Be 'GET data-connections', 'POST update' -Because 'one list and one batch are enough'
        $ids = $many.Id
        (Get-QlikDataConnection | Where-Object Id -In $ids | Sort-Object Id).OwnerId | Should -Be ($owners | Sort-Object Id).OwnerId
    }

    It 'changes nothing of a connection that is not as the run left it' {
        $trial | Set-QlikDataConnection -NewName { "$($_.Name) x" } -AddTag a
        Set-QlikDataConnection 'trial 1 x' -Tag elsewhere -NoJournal
        Undo-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        $failed[0].Exception.Message | Should -Match "'trial 1 x'.*Tags.*elsewhere.*t1, .*a"
        (Get-QlikDataConnection 'trial*').Name | Sort-Object | Should -Be 'trial 1 x', 'trial 2'
    }

    It 'leaves alone what is as before the run' {
        $trial | Set-QlikDataConnection -AddTag a
        Set-QlikDataConnection 'trial 1' -RemoveTag a -NoJournal
        Clear-ServerRequest $server
        Undo-QlikChange
        @(Sent).Count | Should -Be 1
        State | Should -Be $before
    }

    It 'does not remove a connection that the run created and somebody changed' {
        $null = New-QlikDataConnection 'trial 3' rest -Space HR -Tag mine -Property @{ url = 'https://x3.test' }
        Set-QlikDataConnection 'trial 3' -AddTag used -NoJournal
        Undo-QlikChange -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        Get-QlikDataConnection 'trial 3' | Should -Not -BeNullOrEmpty
    }

    It 'does not remove a connection that the run created and somebody else owns now' {
        $null = New-QlikDataConnection 'trial 3' rest -Space HR -Property @{ url = 'https://x3.test' }
        Move-QlikDataConnectionOwner 'trial 3' -Owner 'Mei Lin' -NoJournal -WarningAction Ignore
        Undo-QlikChange -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        (Get-QlikDataConnection 'trial 3').OwnerName | Should -Be 'Mei Lin'
    }

    It 'warns of the secrets that are not passed, though others are' {
        $null = New-QlikDataConnection 'trial sql' mssql -Space HR -Property @{ host = 'db1'; username = 'svc'; password = (ConvertTo-Secret 'first') } -NoJournal
        Set-QlikDataConnection 'trial sql' -AddTag more -Property @{ username = 'other'; password = (ConvertTo-Secret 'second') }
        Undo-QlikChange -Property @{ password = (ConvertTo-Secret 'first') } -WarningVariable warnings -WarningAction SilentlyContinue -WhatIf
        "$warnings" | Should -Match 'Properties.username'
        "$warnings" | Should -Not -Match 'Properties.password'
        Undo-QlikChange -Credential $login -WarningVariable warnings -WhatIf
        $warnings | Should -BeNullOrEmpty
        Undo-QlikChange -Property @{ nothing = 'x' } -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue -WhatIf
        "$warnings" | Should -Match 'Properties.username'
        "$warnings" | Should -Match 'Properties.password'
        Set-QlikDataConnection 'trial sql' -Property @{ password = (ConvertTo-Secret 'third') }
        Undo-QlikChange -Property @{ nothing = 'x' } -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoImpossible,QlikConnections.Commands.UndoQlikChangeCommand'
    }

    It 'does not take a creation that failed for the whole run' {
        'trial 3', 'trial 1', 'trial 4' | ForEach-Object { [pscustomobject]@{ Name = $_; DataSourceId = 'rest'; Space = 'HR'; Property = @{ url = 'https://x.test' } } } |
            New-QlikDataConnection -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 1
        $change = Get-QlikChange -First 10 | Where-Object { $_.Outcome -eq 'Failed' -and $_.ConnectionName -eq 'trial 1' }
        $change | Should -HaveCount 1
        $change | Undo-QlikChange -Force -ErrorAction SilentlyContinue
        (Get-QlikDataConnection 'trial*').Name | Sort-Object | Should -Be 'trial 1', 'trial 2', 'trial 3', 'trial 4'
    }

    It 'changes nothing when the last journal cannot be read' {
        $trial | Set-QlikDataConnection -AddTag first
        $trial | Set-QlikDataConnection -AddTag second
        $last = Get-ChildItem $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -File -Filter '*.jsonl' | Where-Object { (Get-Content $_.FullName -Raw) -match 'second' }
        $last | Should -HaveCount 1
        $lines = @(Get-Content $last.FullName)
        $lines[0] = '{'
        Set-Content $last.FullName $lines
        { Undo-QlikChange -ErrorAction Stop } | Should -Throw -ErrorId 'QlikJournal*'
        { $trial[0] | Undo-QlikChange -ErrorAction Stop } | Should -Throw -ErrorId 'QlikJournal*'
        @((Get-QlikDataConnection 'trial 1').Tags) -like 'first' | Should -Be first
    }

    It 'says which changes before a removal are not put back' {
        $trial[0] | Set-QlikDataConnection -AddTag later
        $trial[0] | Remove-QlikDataConnection -Force
        Get-QlikChange -Name 'trial 1' | Undo-QlikChange -WithoutSecret -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings -join ' ' | Should -Match 'changed before it was removed.*Tags'
    }

    It 'says what cannot be undone' {
        $null = New-QlikDataConnection 'trial sql' mssql -Space HR -Property @{ host = 'db1'; username = 'svc'; password = (ConvertTo-Secret 'x') } -NoJournal
        Set-QlikDataConnection 'trial sql' -Property @{ password = (ConvertTo-Secret 'y') }
        Undo-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue
        Set-QlikDataConnection 'trial sql' -Property @{ host = 'db2'; password = (ConvertTo-Secret 'z'); username = 'svc' }
        Undo-QlikChange -ErrorVariable +failed -ErrorAction SilentlyContinue -WarningAction Ignore
        $failed[1].Exception.Message | Should -Match 'requires the login in the same command'
        Undo-QlikChange -Credential $login -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        (Get-QlikDataConnection 'trial sql').ConnectionString | Should -Match 'db1'
        $trial[0] | Remove-QlikDataConnection -Force -NoRecovery
        Undo-QlikChange -ErrorVariable +failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | ForEach-Object { $_ -replace ',.*' } | Should -Be 'QlikUndoImpossible', 'QlikPatchRefused', 'QlikUndoImpossible'
    }

    It 'does not undo a rebuild, and says so once' {
        $trial[0] | Set-QlikDataConnection -Rebuild -Force
        Clear-ServerRequest $server
        Undo-QlikChange -Force -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoImpossible,QlikConnections.Commands.UndoQlikChangeCommand'
        Sent | Should -BeNullOrEmpty
    }

    It 'undoes runs, parts of a run, and the last change of a connection' {
        $trial | Set-QlikDataConnection -AddTag a
        $first = (Get-QlikChange -First 1).RunId
        $trial[0] | Set-QlikDataConnection -NewName 'trial one' -AddTag b
        Get-QlikChange -Last 1 -Member Name | Undo-QlikChange -PassThru | ForEach-Object Name | Should -Be 'trial 1'
        Get-QlikDataConnection 'trial 2' | Undo-QlikChange
        (Get-QlikDataConnection 'trial 2').Tags | Should -Not -Contain 'a'
        Undo-QlikChange -Run $first -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand' -Because 'trial 1 has the tag b since'
        Get-QlikChange -Member Tags 'trial one' | Undo-QlikChange -ErrorAction Ignore
        Undo-QlikChange -Run 20200101T000000000Z-00000000, $first -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match 'QlikChangeNotFound'
    }
}

Describe 'Undo-QlikChange after an interrupted run' {
    AfterEach {
        Set-ServerLatency $server 0
        Clear-ServerFault $server
        Get-QlikDataConnection 'bulk_*' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'puts back what a killed process had changed: <What>' -ForEach @(
        @{ What = 'a bulk move'; Work = { Get-QlikDataConnection bulk_* | Move-QlikDataConnectionOwner -Owner 'Mei Lin' }; Kind = $null }
        @{ What = 'tags, before the 4th request is carried out'; Work = { Get-QlikDataConnection bulk_* | Sort-Object Id | Set-QlikDataConnection -AddTag seen -ThrottleLimit 1 }; Kind = 'hang'; Changed = 3 }
        @{ What = 'tags, after the 4th request was carried out'; Work = { Get-QlikDataConnection bulk_* | Sort-Object Id | Set-QlikDataConnection -AddTag seen -ThrottleLimit 1 }; Kind = 'slowBody'; Changed = 4 }
    ) {
        Add-ServerConnection $server 500
        $state = { Get-QlikDataConnection bulk_* | Sort-Object Id | Select-Object Id, OwnerId, @{ Name = 'Tags'; Expression = { "$($_.Tags)" } } }
        $before = & $state
        $start = New-PowerShellStartInfo @'
"$PID"
Import-Module $env:CHILD_MODULE
$null = Connect-QlikSession $env:CHILD_TENANT -ApiKey (ConvertTo-SecureString -String $env:CHILD_KEY -AsPlainText -Force) -Name server
& ([scriptblock]::Create($env:CHILD_WORK))
'@
        $start.RedirectStandardError = $true
        $start.Environment['CHILD_MODULE'] = Get-ModuleManifestPath
        $start.Environment['CHILD_TENANT'] = $server.url
        $start.Environment['CHILD_KEY'] = $server.apiKey
        $start.Environment['CHILD_WORK'] = "$Work"
        $struck = (Invoke-Control $server faults).struck
        if ($Kind) { Add-ServerFault $server @{ method = 'PATCH'; path = "$($before[3].Id)"; kind = $Kind } }
        else { Set-ServerLatency $server 200 }
        Clear-ServerRequest $server
        $process = [System.Diagnostics.Process]::Start($start)
        try { Wait-Until { $process.HasExited -or ($Kind ? (Invoke-Control $server faults).struck -gt $struck : @(Sent).Count -ge 3) } 'the process is at the request' }
        finally {
            # The shell may be another process than the command that started it.
            $shell = [System.Diagnostics.Process]::GetProcessById([int] $process.StandardOutput.ReadLine())
            $shell.Kill()
            $process.WaitForExit()
        }

        Clear-ServerFault $server
        Set-ServerLatency $server 0
        Wait-ServerQuiet $server
        $differ = @(Compare-Object $before (& $state) -Property Id, OwnerId, Tags | Where-Object SideIndicator -EQ '=>').Count
        $known = @(Get-QlikChange -Outcome Changed).Count
        $unknown = @(Get-QlikChange -Outcome Unknown).Count
        $differ | Should -BeGreaterThan 0
        $differ | Should -BeGreaterOrEqual $known
        $differ | Should -BeLessOrEqual ($known + $unknown)
        if ($Kind) { $known, $unknown, $differ | Should -Be 3, 1, $Changed }
        else { $differ, $unknown | Should -BeLessThan 500 -Because 'the process was killed before the end, and what was not sent is not in the journal' }
        Undo-QlikChange -WarningAction Ignore
        Compare-Object $before (& $state) -Property Id, OwnerId, Tags | Should -BeNullOrEmpty
    }

    It 'is done once by two processes at the same time' {
        Add-ServerConnection $server 20
        Get-QlikDataConnection bulk_* | Set-QlikDataConnection -AddTag seen
        Get-QlikDataConnection bulk_* | Remove-QlikDataConnection -Force
        Set-ServerLatency $server 50
        $work = {
            $env:QLIKCONNECTIONS_RECOVERY_PATH = $using:env:QLIKCONNECTIONS_RECOVERY_PATH
            Import-Module $using:module
            $null = Connect-QlikSession $using:server.url -ApiKey (ConvertTo-SecureString $using:server.apiKey -AsPlainText -Force) -Name server
            Undo-QlikChange -Run $using:run -WithoutSecret -WarningAction Ignore -ErrorAction Ignore
        }
        $run = (Get-QlikChange -First 1).RunId
        $module = Get-ModuleManifestPath
        $jobs = 1, 2 | ForEach-Object { Start-Job $work }
        $null = $jobs | Wait-Job
        $jobs | Remove-Job
        @(Get-QlikDataConnection bulk_*).Count | Should -Be 20
        @(Get-QlikDataConnection bulk_*).Name | Select-Object -Unique | Should -HaveCount 20
    }
}

Describe 'Undo-QlikChange on a client-managed site' {
    BeforeAll {
        $script:site = Start-SandboxServer '--repository'
        $null = Connect-Site $site -Name site
        $script:own = 'Name', 'OwnerId', 'ConnectionString', 'Type', 'Architecture', 'LogOn'
        function SiteState {
            Get-QlikDataConnection 'trial*' -Session site | Sort-Object Name |
                Select-Object -Property ($own + @{ Name = 'Tags'; Expression = { @($_.Tags | Sort-Object) } } + @{ Name = 'Custom'; Expression = { "$($_.CustomProperties['Department'])" } }) | ConvertTo-Json
        }
    }
    AfterAll { Disconnect-QlikSession site; Stop-SandboxServer $site }
    BeforeEach {
        $null = 1, 2 | ForEach-Object { New-QlikDataConnection "trial $_" -ConnectionString "\\fs$_\data\" -Type folder -Tag stale -CustomProperty @{ Department = 'Sales' } -Session site -NoJournal }
    }
    AfterEach {
        Get-QlikDataConnection 'trial*' -Session site | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'puts back <What>, and makes the change again when it is undone' -ForEach @(
        @{ What = 'a name'; Change = { Set-QlikDataConnection 'trial 1' -NewName 'trial x' -Session site } }
        @{ What = 'tags'; Change = { Set-QlikDataConnection 'trial *' -AddTag prod -RemoveTag stale -Session site } }
        @{ What = 'custom properties'; Change = { Set-QlikDataConnection 'trial *' -CustomProperty @{ Department = 'Finance' } -Session site } }
        @{ What = 'a removed custom property'; Change = { Set-QlikDataConnection 'trial *' -CustomProperty @{ Department = @() } -Session site } }
        @{ What = 'owners'; Change = { Move-QlikDataConnectionOwner 'trial *' -Owner 'ACME\leaver' -Session site } }
        @{ What = 'statement, type, architecture and log on'; Change = { Set-QlikDataConnection 'trial 1' -ConnectionString 'ODBC CONNECT TO [x];' -Type ODBC -Architecture X64 -LogOn CurrentUser -Session site } }
        @{ What = 'a deletion'; Change = { Remove-QlikDataConnection 'trial *' -Force -Session site } }
        @{ What = 'a creation'; Change = { New-QlikDataConnection 'trial 3' -ConnectionString '\\fs3\data\' -Type folder -Tag prod -CustomProperty @{ Department = 'Sales' } -Session site } }
    ) {
        $WarningPreference = 'SilentlyContinue'
        $before = SiteState
        $null = & $Change
        $after = SiteState
        $after | Should -Not -Be $before
        Undo-QlikChange -Session site -WhatIf
        SiteState | Should -Be $after
        Undo-QlikChange -Session site -Force
        SiteState | Should -Be $before
        Undo-QlikChange -Session site -Force
        SiteState | Should -Be $after
    }
}

Describe 'A login and what somebody else set, on a client-managed site' {
    BeforeAll {
        $script:site = Start-SandboxServer '--repository'
        $null = Connect-Site $site -Name site
    }
    AfterAll { Disconnect-QlikSession site; Stop-SandboxServer $site }
    BeforeEach { $script:made = New-QlikDataConnection 'trial 1' -ConnectionString '\\fs1\data\' -Type folder -Credential $login -Session site -NoJournal }
    AfterEach {
        Get-QlikDataConnection 'trial*' -Session site | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'puts a login back that was changed, if it is passed' {
        Set-QlikDataConnection 'trial 1' -Credential ([pscredential]::new('other', (ConvertTo-Secret 'secret of other'))) -Session site
        Undo-QlikChange -Session site -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoImpossible,QlikConnections.Commands.UndoQlikChangeCommand'
        Undo-QlikChange -Session site -Credential $login -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        (Get-QlikDataConnection 'trial 1' -Session site).UserName | Should -Be 'svc'
    }

    It 'reports a journal that names an owner who is nobody' {
        Set-QlikDataConnection 'trial 1' -NewName 'trial x' -Session site
        $file = (Get-ChildItem (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal)).FullName
        [System.IO.File]::WriteAllText($file, ([System.IO.File]::ReadAllText($file) -replace '"members":\[', '"members":[{"member":"Owner","before":{"id":"nobody","name":"x"},"after":null},'))
        Undo-QlikChange -Session site -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
    }

    It 'reports an interrupted undo whose runs are not there any more' {
        Set-QlikDataConnection 'trial 1' -NewName 'trial x' -Session site
        $file = (Get-ChildItem (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal)).FullName
        [System.IO.File]::WriteAllText($file, ([System.IO.File]::ReadAllText($file) -replace '"module"', '"undoes":["20200101T000000000Z-00000000"],"module"'))
        Undo-QlikChange -Session site -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction Ignore
        $failed.FullyQualifiedErrorId | Should -Be 'QlikChangeNotFound,QlikConnections.Commands.UndoQlikChangeCommand'
        (Get-QlikDataConnection 'trial x' -Session site) | Should -Not -BeNullOrEmpty
    }

    It 'leaves the login alone where the run did, though one is passed' {
        Set-QlikDataConnection 'trial 1' -ConnectionString '\\fs2\data\' -Session site
        Undo-QlikChange -Session site -Credential ([pscredential]::new('other', (ConvertTo-Secret 'secret of other')))
        $now = Get-QlikDataConnection 'trial 1' -Session site
        $now.UserName, $now.ConnectionString | Should -Be 'svc', '\\fs1\data\'
    }

    It 'does not remove a connection that the run created and somebody <what>' -ForEach @(
        @{ what = 'gave a custom property'; change = { Set-QlikDataConnection 'trial 3' -CustomProperty @{ Department = 'Sales' } -Session site -NoJournal } }
        @{ what = 'gave another owner'; change = { Move-QlikDataConnectionOwner 'trial 3' -Owner 'ACME\anna' -Session site -NoJournal } }
    ) {
        $null = New-QlikDataConnection 'trial 3' -ConnectionString '\\fs3\data\' -Type folder -Session site
        & $change
        Undo-QlikChange -Force -Session site -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'QlikUndoConflict,QlikConnections.Commands.UndoQlikChangeCommand'
        Get-QlikDataConnection 'trial 3' -Session site | Should -Not -BeNullOrEmpty
    }
}

Describe 'Undo-QlikChange with a journal that somebody edited' {
    BeforeEach { $script:trial = New-Trial }
    AfterEach {
        Get-QlikDataConnection 'trial*' | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    It 'sends nothing for <What>' -ForEach @(
        @{ What = 'the id of another connection'; Edit = { param($Text, $Other) $Text -replace "$($trial[0].Id)", "$($Other.Id)" }; Expected = 'QlikUndoConflict' }
        @{ What = 'another connection as created'; Edit = { param($Text, $Other) ($Text -replace "$($trial[0].Id)", "$($Other.Id)" -replace 'trial 1', $Other.Name -replace '"kind":"Change","id":"[^"]*"', '"kind":"Create","id":null') + "{`"record`":`"outcome`",`"outcome`":`"Changed`",`"n`":[0],`"id`":`"$($Other.Id)`",`"statement`":null}`n" }; Expected = 'QlikUndoConflict' }
        @{ What = 'another server'; Edit = { param($Text) $Text -replace '"server":"[^"]*"', '"server":"https://elsewhere.test/"' }; Expected = $null }
        @{ What = 'another platform'; Edit = { param($Text) $Text -replace '"Cloud"', '"Repository"' }; Expected = $null }
        @{ What = 'a member that does not exist'; Edit = { param($Text) $Text -replace '"member":"Tags"', '"member":"Id"' }; Expected = 'QlikJournalDamaged', 'QlikChangeNotFound' }
    ) {
        $other = Get-QlikDataConnection Payroll
        $trial[0] | Set-QlikDataConnection -AddTag seen
        $file = (Get-ChildItem (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal)).FullName
        $run = (Get-QlikChange).RunId
        [System.IO.File]::WriteAllText($file, (& $Edit ([System.IO.File]::ReadAllText($file)) $other))
        Clear-ServerRequest $server
        Undo-QlikChange -Run $run -Force -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction Ignore
        $failed | ForEach-Object { $_.FullyQualifiedErrorId -replace ',.*' } | Should -Be $Expected
        Sent | Should -BeNullOrEmpty
    }

    It 'uses no file of another user, or that others can write to' -Skip:($IsWindows -or $PSVersionTable.PSVersion.Major -lt 6) {
        $trial[0] | Set-QlikDataConnection -AddTag seen
        chmod o+w (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal)
        Clear-ServerRequest $server
        Undo-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'QlikJournalUntrusted,*'
        Get-QlikChange -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikJournalUntrusted,*'
        Sent | Should -BeNullOrEmpty
    }
}
