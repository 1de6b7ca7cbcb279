# Imports, copies and undos whose process is killed, that run twice at the same time, or whose disk becomes full.
BeforeDiscovery {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    $script:canMount = Test-Mount
    $platforms = @(
        @{ platform = 'Qlik Cloud'; arguments = @() }
        @{ platform = 'a client-managed site'; arguments = @('--repository') }
    )
}

Describe '<platform>' -ForEach $platforms {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
        $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
        $script:isSite = $arguments.Count -gt 0
        $script:source = Start-SandboxServer $arguments
        $script:target = Start-SandboxServer ($arguments + '--empty')
        $script:connect = if ($isSite) { { param($server, $name) $null = Connect-Site $server -Name $name } } else { { param($server, $name) $null = Connect-Server $server -Name $name } }
        & $connect $source source
        & $connect $target target
        $script:tag = (Get-QlikDataConnection -Session source).Tags | Where-Object { $_ -notlike 'DcaasAPI:*' } | Select-Object -First 1
        $splat = if ($isSite) { @{ Type = 'folder' } } else { @{ DataSourceId = 'rest'; Space = 'HR' } }
        $null = 1..40 | ForEach-Object {
            $more = if ($isSite) { @{ ConnectionString = "C:\many\$_\" } } else { @{ Property = @{ url = "https://x$_.test" } } }
            New-QlikDataConnection ('many {0:00}' -f $_) @splat @more -Session source -NoJournal
        }
        Get-QlikDataConnection 'many *' -Session source | Select-Object -First 20 | Move-QlikDataConnectionOwner -Owner $(if ($isSite) { 'ACME\anna' } else { 'Mei Lin' }) -NoJournal -WarningAction Ignore
        $script:file = Join-Path $TestDrive 'many.json'
        Get-QlikDataConnection 'many *' -Session source | Export-QlikDataConnection $file
        $env:INTERRUPTED_FILE = $file

        # What a server has, without what another server cannot have.
        function Get-Content_ {
            param([string] $Session = 'target')
            $export = Get-QlikDataConnection 'many *' -Session $Session -ErrorAction Ignore | Export-QlikDataConnection - -ErrorAction Ignore | ConvertFrom-Json -Depth 64
            $export.connections | ForEach-Object { $_.PSObject.Properties.Remove('provenance') }
            $export.connections | ConvertTo-Json -Depth 64
        }

        function Start-Work {
            param([string] $Work)
            $start = New-PowerShellStartInfo @'
"$PID"
Import-Module $env:CHILD_SUITE
Import-PackagedModule
$env:QLIKCONNECTIONS_RECOVERY_PATH = $env:CHILD_RECOVERY
& ([scriptblock]::Create($env:CHILD_CONNECT)) ($env:CHILD_SERVER | ConvertFrom-Json) target
& ([scriptblock]::Create($env:CHILD_WORK))
'@
            $start.RedirectStandardError = $true
            $start.Environment['CHILD_SUITE'] = "$PSScriptRoot/Suite.psm1"
            $start.Environment['CHILD_RECOVERY'] = $env:QLIKCONNECTIONS_RECOVERY_PATH
            $start.Environment['CHILD_CONNECT'] = "$connect"
            $start.Environment['CHILD_SERVER'] = $target | Select-Object -ExcludeProperty Process | ConvertTo-Json -Compress
            $start.Environment['CHILD_WORK'] = $Work
            [System.Diagnostics.Process]::Start($start)
        }

        function Sent { @(Get-ServerRequest $target | Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*actions/filter*' -and $_.path -notlike '*/selection*' }) }

        # Kills the process of the work after it has sent some of its changes, and waits until the server has ended them.
        function Stop-Midway {
            param([string] $Work, [int] $After, [int] $Latency = 40)
            Clear-ServerRequest $target
            Set-ServerLatency $target $Latency
            $process = Start-Work $Work
            try {
                $id = [int] $process.StandardOutput.ReadLine()
                Wait-Until { $process.HasExited -or @(Sent).Count -ge $After } 'some of it is done'
            }
            finally {
                # The shell may be another process than the command that started it.
                [System.Diagnostics.Process]::GetProcessById($id).Kill()
                $process.WaitForExit()
                Set-ServerLatency $target 0
            }
            Wait-ServerQuiet $target
            Clear-ServerRequest $target
        }

        $script:import = if ($isSite) { { Import-QlikDataConnection $env:INTERRUPTED_FILE -Session target } } else { { Import-QlikDataConnection $env:INTERRUPTED_FILE -Session target -CreateSpace } }
        $script:whole = Get-Content_ source
    }

    AfterEach {
        Set-ServerLatency $target 0
        Get-QlikDataConnection 'many *' -Session target -ErrorAction Ignore | Remove-QlikDataConnection -Force -NoRecovery -NoJournal
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse -Force }
    }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        $source, $target | ForEach-Object { Stop-SandboxServer $_ }
        $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
        $env:INTERRUPTED_FILE = $null
    }

    It 'continues an import that was killed, and a further one does nothing' {
        Stop-Midway $import 12
        $made = @(Get-QlikDataConnection 'many *' -Session target -ErrorAction Ignore).Count
        $made | Should -BeGreaterThan 5
        $made | Should -BeLessThan 40
        & $import
        @(Sent | Where-Object { $_.method -eq 'POST' -and $_.path -match 'data-?connections?(\?|$)' }).Count | Should -Be (40 - $made)
        Get-Content_ | Should -Be $whole
        Clear-ServerRequest $target
        & $import
        Sent | Should -BeNullOrEmpty
    }

    It 'makes no doubles with two imports at the same time' {
        Set-ServerLatency $target 20
        $processes = 1, 2 | ForEach-Object { Start-Work $import }
        $processes | ForEach-Object {
            $null = $_.StandardOutput.ReadToEnd()
            $null = $_.StandardError.ReadToEnd()
            $_.WaitForExit()
        }
        Set-ServerLatency $target 0
        & $import
        Get-Content_ | Should -Be $whole
    }

    It 'undoes an import that was killed' {
        Stop-Midway $import 25
        Undo-QlikChange -Session target -Force -WarningAction Ignore -ErrorVariable failed -ErrorAction SilentlyContinue
        $left = @(Get-QlikDataConnection 'many *' -Session target -ErrorAction Ignore)
        # Those whose response did not come are named: their ids are not known.
        @($failed | Where-Object { $_.FullyQualifiedErrorId -notlike 'QlikUndoImpossible,*' }) | Should -BeNullOrEmpty
        $left.Count | Should -BeLessOrEqual $failed.Count
        $left.Count | Should -BeLessOrEqual 4
    }

    It 'continues an undo that was killed: <what>' -ForEach @(
        @{ what = 'of changes'; change = { Get-QlikDataConnection 'many *' -Session target | Set-QlikDataConnection -AddTag $tag }; splat = @{} }
        @{ what = 'of new names'; change = { Get-QlikDataConnection 'many *' -Session target | Set-QlikDataConnection -NewName { "$($_.Name) x" } }; splat = @{} }
        @{ what = 'of a removal'; change = { Get-QlikDataConnection 'many *' -Session target | Remove-QlikDataConnection -Force }; splat = @{} }
    ) {
        & $import
        & $change
        Stop-Midway 'Undo-QlikChange -Session target -Force -WithoutSecret -ThrottleLimit 2 -WarningAction Ignore' 12
        Get-Content_ | Should -Not -Be $whole
        Undo-QlikChange -Session target -Force -WithoutSecret -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'did not come to its end'
        Get-Content_ | Should -Be $whole
        Clear-ServerRequest $target
        Undo-QlikChange -Session target -Force -WithoutSecret -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Not -Match 'did not come to its end'
        Get-Content_ | Should -Not -Be $whole -Because 'the undo that came to its end is undone'
    }

    It 'continues an undo of creations that was killed' {
        & $import
        # A tenant deletes all in one request, which must not be over when the process is killed.
        if ($isSite) { Stop-Midway 'Undo-QlikChange -Session target -Force -ThrottleLimit 2' 12 } else { Stop-Midway 'Undo-QlikChange -Session target -Force' 1 -Latency 3000 }
        Undo-QlikChange -Session target -Force -WarningAction Ignore -ErrorAction SilentlyContinue
        Get-QlikDataConnection 'many *' -Session target -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    Context 'A disk that becomes full' -Skip:(-not $canMount) {
        BeforeEach {
            $script:disk = (New-Item -ItemType Directory (Join-Path $TestDrive "disk-$(New-Guid)")).FullName
            mount -t tmpfs -o size=64k,mode=700 tmpfs $disk
            # Room for a part.
            Get-Content /dev/zero -AsByteStream -TotalCount 52000 | Set-Content (Join-Path $disk filler) -AsByteStream
        }
        AfterEach { umount -l $disk }

        It 'leaves the export that was there' {
            $old = Join-Path $disk 'export.json'
            Get-QlikDataConnection 'many 01' -Session source | Export-QlikDataConnection $old
            $before = Get-Content $old -Raw
            { Get-QlikDataConnection 'many *' -Session source | Export-QlikDataConnection $old -ErrorAction Stop } | Should -Throw -ErrorId 'QlikExportUnwritable,*'
            Get-Content $old -Raw | Should -Be $before
            @(Get-ChildItem $disk).Name | Should -Be 'export.json', 'filler'
        }

        It 'leaves whole files in a folder of exports' {
            $folder = Join-Path $disk 'exports'
            { Get-QlikDataConnection 'many *' -Session source | Export-QlikDataConnection $folder -ErrorAction Stop } | Should -Throw -ErrorId 'QlikExportUnwritable,*'
            $written = @(Get-ChildItem $folder)
            $written.Count | Should -BeLessThan 40
            $written | ForEach-Object { $_.Extension | Should -Be .json; { Get-Content $_.FullName -Raw | ConvertFrom-Json } | Should -Not -Throw }
        }

        It 'ends no import: one warning, and everything is imported' {
            $work = [scriptblock]::Create("$import -RecoveryPath '$disk' -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop; `$warnings")
            $warnings = @(& $work)
            @($warnings -match 'journal') | Should -HaveCount 1
            Get-Content_ | Should -Be $whole
            # What was written before is read, and what was not is not there.
            @(Get-QlikChange -RecoveryPath $disk -ErrorAction Stop).Count | Should -BeIn (1..79)
        }

        It 'ends an import where a journal is required, and a second one continues' {
            $env:QLIKCONNECTIONS_JOURNAL = 'Required'
            try { { & ([scriptblock]::Create("$import -RecoveryPath '$disk' -ErrorAction Stop -WarningAction SilentlyContinue")) } | Should -Throw -ErrorId 'QlikJournalUnwritable,*' }
            finally { $env:QLIKCONNECTIONS_JOURNAL = $null }
            @(Get-QlikDataConnection 'many *' -Session target -ErrorAction Ignore).Count | Should -BeLessThan 40
            & $import
            Get-Content_ | Should -Be $whole
        }

        It 'ends no undo, which still undoes everything that the journal has' {
            & $import
            $after = Get-QlikDataConnection 'many *' -Session target
            $null = $after | Set-QlikDataConnection -AddTag $tag -RecoveryPath $disk -WarningAction SilentlyContinue
            $known = @(Get-QlikChange -RecoveryPath $disk | Select-Object -ExpandProperty ConnectionId -Unique)
            $known.Count | Should -BeGreaterThan 5
            Undo-QlikChange -Session target -RecoveryPath $disk -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction Stop
            $tagged = @(Get-QlikDataConnection 'many *' -Tag $tag -Session target -ErrorAction Ignore)
            @($tagged.Id | Where-Object { $_ -in $known }) | Should -BeNullOrEmpty
        }

        It 'ends an undo before it removes what it cannot write down' {
            & $import
            Get-Content /dev/zero -AsByteStream -TotalCount 200000 | Set-Content (Join-Path $disk filler) -AsByteStream -ErrorAction SilentlyContinue
            Copy-Item (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal) $TestDrive/journals -Recurse
            $run = (Get-QlikChange -First 1).RunId
            $null = New-Item -ItemType Directory $disk/journal -ErrorAction Ignore
            mount --bind (Join-Path $env:QLIKCONNECTIONS_RECOVERY_PATH journal) $disk/journal
            try { Undo-QlikChange -Run $run -Session target -Force -RecoveryPath $disk -ErrorVariable failed -ErrorAction SilentlyContinue -WarningAction SilentlyContinue }
            catch { $failed = $_ }
            finally { umount $disk/journal }
            @($failed)[0].FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUnwritable,*'
            Get-Content_ | Should -Be $whole
        }
    }
}
