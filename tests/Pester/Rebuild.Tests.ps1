BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
    function Key { ConvertTo-Secret 'MARKER-41d7' }
    function New-Subject {
        New-QlikDataConnection 'Landing' File_AmazonS3ConnectorV2 -Space HR -Tag mine -Property @{ region = 'eu-west-1'; bucketName = 'old'; accessKey = Key; secretKey = Key } -NoJournal
    }
    function Get-GcsProperty { @{ bucketName = 'new'; serviceAccountKeyFile = @(@{ name = 'k.json'; value = Key }) } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
}

Describe 'Rebuilding' {
    BeforeEach {
        Clear-ServerFault $server
        $script:subject = New-Subject
        Clear-ServerRequest $server
    }
    AfterEach {
        Clear-ServerFault $server
        Get-QlikDataConnection 'Landing*' | Where-Object SpaceName -EQ HR | Remove-QlikDataConnection -Force -NoRecovery
        if (Test-Path $env:QLIKCONNECTIONS_RECOVERY_PATH) { Remove-Item $env:QLIKCONNECTIONS_RECOVERY_PATH -Recurse }
    }

    It 'puts another data source under the same name, space and tags' {
        $now = $subject | Set-QlikDataConnection -DataSourceId File_GoogleCloudStorageConnector -Property (Get-GcsProperty) -Force -PassThru -WarningVariable warned
        $now.Name, $now.SpaceName, $now.DataSourceId | Should -Be 'Landing', 'HR', 'File_GoogleCloudStorageConnector'
        $now.Tags | Should -Contain 'mine'
        $now.Id | Should -Not -Be $subject.Id
        $warned | Should -BeNullOrEmpty
        (Sent).method | Should -Be 'POST', 'DELETE', 'PATCH'
        $entry = Restore-QlikDataConnection -List
        $entry.Name, $entry.Id, "$($entry.State)", "$($entry.Reason)" | Should -Be 'Landing', $subject.Id, 'Rebuilt', 'Rebuild'
        $entry.Before.Properties.bucketName | Should -Be 'old'
        Get-Content $entry.Path -Raw | Should -Not -Match 'MARKER-41d7'
    }

    It 'does it once for a connection that came twice' {
        $now = $subject, $subject | Set-QlikDataConnection -DataSourceId File_GoogleCloudStorageConnector -Property (Get-GcsProperty) -Force -PassThru -ErrorAction Stop
        @($now).Count | Should -Be 1
        (Sent).method | Should -Be 'POST', 'DELETE', 'PATCH'
    }

    It 'names the recovery file before it begins' {
        $said = $subject | Set-QlikDataConnection -Rebuild -Property @{ accessKey = Key; secretKey = Key } -Force -Verbose 4>&1 | Out-String -Width 4096
        $said | Should -Match ([regex]::Escape((Restore-QlikDataConnection -List).Path))
        $said | Should -Match 'Restore-QlikDataConnection'
    }

    It 'keeps the properties without a question, with -Force, wherever questions begin' {
        & { $ConfirmPreference = 'Low'; $subject | Set-QlikDataConnection -Rebuild -Property @{ accessKey = Key; secretKey = Key } -Force }
        (Sent).method | Should -Be 'POST', 'DELETE', 'PATCH'
        & { $ConfirmPreference = 'Low'; Set-QlikDataConnection 'Landing' -AddTag forced -Force }
        (Get-QlikDataConnection Landing -Space HR).Tags | Should -Contain 'forced'
        Clear-ServerRequest $server
        { & { $ConfirmPreference = 'Low'; Set-QlikDataConnection 'Landing' -AddTag asked -ErrorAction Stop } } | Should -Throw
        { Set-QlikDataConnection 'Landing' -AddTag asked -Force -Confirm -ErrorAction Stop } | Should -Throw
        Set-QlikDataConnection 'Landing' -AddTag asked -Force -WhatIf
        @(Sent).Count | Should -Be 0
    }

    It 'keeps the other properties with -Rebuild' {
        Set-QlikDataConnection 'Landing' -Rebuild -Property @{ bucketName = 'third'; accessKey = Key; secretKey = Key } -Confirm:$false
        $now = Get-QlikDataConnection Landing -Space HR -Detailed
        $now.Properties.bucketName, $now.Properties.region, $now.DataSourceId | Should -Be 'third', 'eu-west-1', 'File_AmazonS3ConnectorV2'
    }

    It 'wants the secrets before anything happens' {
        $subject | Set-QlikDataConnection -Rebuild -Property @{ bucketName = 'x' } -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'QlikSecretsNeeded,QlikConnections.Commands.SetQlikDataConnectionCommand'
        "$problem" | Should -Match 'secretKey'
        @(Sent).Count | Should -Be 0
    }

    It 'takes the login as a credential' {
        $login = [pscredential]::new('AKIA', (Key))
        Set-QlikDataConnection 'Landing' -Rebuild -Credential $login -Force
        (Get-QlikDataConnection Landing -Space HR).Id | Should -Not -Be $subject.Id
    }

    It 'sends nothing and writes nothing under -WhatIf, and names the steps' {
        $transcript = Join-Path $TestDrive 'whatif.txt'
        $null = Start-Transcript $transcript
        $subject | Set-QlikDataConnection -DataSourceId File_GoogleCloudStorageConnector -Property (Get-GcsProperty) -WhatIf
        $null = Stop-Transcript
        @(Sent).Count | Should -Be 0
        $env:QLIKCONNECTIONS_RECOVERY_PATH | Should -Not -Exist
        Get-Content $transcript -Raw | Should -Match "create 'Landing \(rebuild \w{8}\)', check it, delete 'Landing', rename"
    }

    It 'asks like a cmdlet of high impact' {
        # This shell is not interactive, so a prompt is an error.
        { $subject | Set-QlikDataConnection -Rebuild -Property @{ accessKey = Key; secretKey = Key } -ErrorAction Stop } | Should -Throw
        @(Sent).Count | Should -Be 0
        & { $ConfirmPreference = 'None'; $subject | Set-QlikDataConnection -Rebuild -Property @{ accessKey = Key; secretKey = Key } }
        (Sent).method | Should -Be 'POST', 'DELETE', 'PATCH'
    }

    It 'warns when the new source is of another kind' {
        $subject | Set-QlikDataConnection -DataSourceId mssql -Property @{ host = 'h'; username = 'u'; password = Key } -Force -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -Match 'different kind'
        (Get-QlikDataConnection Landing -Space HR).DataSourceId | Should -Be 'mssql'
    }

    It 'refuses other changes beside it' {
        { $subject | Set-QlikDataConnection -Rebuild -NewName x } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        @(Sent).Count | Should -Be 0
    }

    It 'destroys nothing when the recovery file cannot be written' {
        $file = Join-Path $TestDrive 'a-file'
        $null = New-Item $file -Force
        $splat = @{ ErrorVariable = 'problem'; ErrorAction = 'SilentlyContinue'; RecoveryPath = (Join-Path $file 'below'); Force = $true }
        $subject | Set-QlikDataConnection -Rebuild -Property @{ accessKey = Key; secretKey = Key } @splat
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUnwritable,*'
        try { $subject | Remove-QlikDataConnection -RecoveryPath (Join-Path $file 'below') -Force } catch { $problem = $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryUnwritable,*'
        @(Sent).Count | Should -Be 0
    }

    It 'survives a kill at <what>, and <way> mends it' -ForEach @(
        foreach ($way in 'finishing', 'taking back', 'the default') {
            @{ what = 'the creation'; method = 'POST'; path = 'data-connections$'; way = $way; oldIsThere = $true; newIsThere = $false }
            @{ what = 'the check of the new one'; method = 'GET'; path = 'parseConnection=true'; way = $way; oldIsThere = $true; newIsThere = $true }
            @{ what = 'the deletion of the old one'; method = 'DELETE'; path = 'data-connections'; way = $way; oldIsThere = $true; newIsThere = $true }
            @{ what = 'the renaming'; method = 'PATCH'; path = 'data-connections'; way = $way; oldIsThere = $false; newIsThere = $true }
            # Here the server has carried it out, but the response was lost.
            @{ what = 'the answer to the creation'; method = 'POST'; path = 'data-connections$'; kind = 'slowBody'; way = $way; oldIsThere = $true; newIsThere = $true }
            @{ what = 'the answer to the deletion'; method = 'DELETE'; path = 'data-connections'; kind = 'slowBody'; way = $way; oldIsThere = $false; newIsThere = $true }
            if ($way -ne 'taking back') { @{ what = 'the answer to the renaming'; method = 'PATCH'; path = 'data-connections'; kind = 'slowBody'; way = $way; oldIsThere = $false; newIsThere = $true } }
        }
    ) {
        $child = @'
"$PID"
Import-Module $env:CHILD_MODULE
function Key { ConvertTo-SecureString -String 'MARKER-41d7' -AsPlainText -Force }
$null = Connect-QlikSession $env:CHILD_TENANT -ApiKey (ConvertTo-SecureString -String $env:CHILD_KEY -AsPlainText -Force) -Name server
$subject = Get-QlikDataConnection Landing -Space HR
$plan = @{ Id = $subject.Id; DataSourceId = 'File_GoogleCloudStorageConnector'; Property = @{ bucketName = 'new'; serviceAccountKeyFile = @(@{ name = 'k.json'; value = Key }) } }
$null = Set-QlikDataConnection @plan -WhatIf # the specification is known from here on
Invoke-RestMethod "$env:CHILD_TENANT/sandbox/faults" -Method Post -Body $env:CHILD_FAULT -ContentType 'application/json'
Set-QlikDataConnection @plan -Force
'@
        # The rebuild reads the connection itself once before it reads the new one.
        $skip = if ($method -eq 'GET') { $subject.Id } else { 'no such' }
        $start = New-PowerShellStartInfo $child
        $start.RedirectStandardError = $true
        $start.Environment['CHILD_MODULE'] = Get-ModuleManifestPath
        $start.Environment['CHILD_TENANT'] = $server.url
        $start.Environment['CHILD_KEY'] = $server.apiKey
        $start.Environment['CHILD_FAULT'] = @{ method = $method; path = "^(?!.*$skip).*$path"; kind = $(if ($kind) { $kind } else { 'hang' }) } | ConvertTo-Json
        $struck = (Invoke-Control $server faults).struck
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            Wait-Until { $process.HasExited -or (Invoke-Control $server faults).struck -gt $struck } 'the process is at the request'
            $process.HasExited | Should -BeFalse -Because 'it must hang in the request, not fail before'
            (Invoke-Control $server faults).struck | Should -BeGreaterThan $struck

            # Another process that meets the rebuild while it runs leaves it alone.
            Clear-ServerRequest $server
            Restore-QlikDataConnection Landing -Force -ErrorVariable busy -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $busy.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryBusy,*'
            if ($oldIsThere) {
                Set-QlikDataConnection -Id $subject.Id -Rebuild -Property @{ accessKey = Key; secretKey = Key } -Force -ErrorVariable busy -ErrorAction SilentlyContinue
                $busy.FullyQualifiedErrorId | Should -BeLike 'QlikRecoveryBusy,*'
            }
            @(Sent).Count | Should -Be 0
        }
        finally {
            # The shell may be another process than the command that started it.
            if (-not $process.HasExited) {
                $shell = [System.Diagnostics.Process]::GetProcessById([int] $process.StandardOutput.ReadLine())
                $shell.Kill()
                $shell.WaitForExit()
            }
            $process.WaitForExit()
        }

        $left = @(Get-QlikDataConnection 'Landing*' | Where-Object SpaceName -EQ HR)
        @($left | Where-Object Id -EQ $subject.Id).Count | Should -Be ([int]$oldIsThere)
        @($left | Where-Object DataSourceId -Like '*Google*').Count | Should -Be ([int]$newIsThere)
        $entry = Restore-QlikDataConnection -List
        "$($entry.State)" | Should -Be 'Pending'
        Get-Content $entry.Path -Raw | Should -Not -Match 'MARKER-41d7'

        switch ($way) {
            'finishing' { $null = Restore-QlikDataConnection Landing -Finish -Force }
            'taking back' { $null = $entry | Restore-QlikDataConnection -RollBack -Property @{ accessKey = Key; secretKey = Key } -Force }
            'the default' { $null = $entry | Restore-QlikDataConnection -Force }
        }

        $now = @(Get-QlikDataConnection 'Landing*' | Where-Object SpaceName -EQ HR)
        $now.Name | Should -Be 'Landing'
        $isNew = $newIsThere -and ($way -eq 'finishing' -or ($way -eq 'the default' -and -not $oldIsThere))
        $now.DataSourceId | Should -Be $(if ($isNew) { 'File_GoogleCloudStorageConnector' } else { 'File_AmazonS3ConnectorV2' })
        if ($oldIsThere -and -not $isNew) { $now.Id | Should -Be $subject.Id }
        $entries = Restore-QlikDataConnection -List
        "$(($entries | Where-Object Reason -EQ Rebuild).State)" | Should -BeIn 'Rebuilt', 'RolledBack', 'Restored'
        # What restoring deleted was written down, and nothing else.
        $deleted = @(if ($newIsThere -and -not $isNew) { 'Landing (rebuild *' } elseif ($oldIsThere -and $isNew) { 'Landing' })
        $kept = @($entries | Where-Object Reason -EQ Restore)
        $kept.Count | Should -Be $deleted.Count
        if ($deleted) { $kept.Name | Should -BeLike $deleted[0]; "$($kept.State)" | Should -Be 'Removed' }
        Get-ChildItem $env:QLIKCONNECTIONS_RECOVERY_PATH -Filter *.lock | Should -BeNullOrEmpty
    }
}

Describe 'On a client-managed site' {
    It 'says that nothing needs rebuilding there' {
        $null = Connect-QlikSession -Sandbox Repository -Name site
        $one = Get-QlikDataConnection -Session site | Select-Object -First 1
        $problem = { $one | Set-QlikDataConnection -Rebuild -Force } | Should -Throw -ErrorId 'QlikNotSupported,*' -PassThru
        $problem.ErrorDetails.RecommendedAction | Should -Match 'in place'
    }
}
