# What Tab offers: what fits, in the session and space of the command; nothing where nothing fits, and never names of files instead.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
    $null = Connect-QlikSession -Sandbox Repository -Name site
    $null = Connect-QlikSession -Sandbox Cloud -Name cloud
    Set-Location $TestDrive
    Set-Content ./file.txt x
    function Get-Completion { param([string] $Line) (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText }
}
AfterAll {
    Set-Location $PSScriptRoot
    $env:QLIKCONNECTIONS_RECOVERY_PATH = $null
    Get-QlikSession | Disconnect-QlikSession
}

Describe 'Completion' {
    It '<line> offers <some>' -ForEach @(
        @{ line = 'Get-QlikDataConnection -Tag '; some = 'prod' }
        @{ line = 'Set-QlikDataConnection CRM -AddTag '; some = 'prod' }
        @{ line = 'Get-QlikDataConnection -Session site -Tag '; some = 'shared' }
        @{ line = 'Get-QlikDataConnection -Session site -Type '; some = 'folder' }
        @{ line = 'New-QlikDataConnection x DG_mssql -Gateway '; some = 'gw-berlin' }
        @{ line = 'Set-QlikDataConnection CRM -SeparateCredentials '; some = '$true' }
        @{ line = 'Set-QlikDataConnection CRM -SeparateCredentials $f'; some = '$false' }
        @{ line = 'Set-QlikDataConnection -Session site x -CustomProperty '; some = "@{ 'Environment' = 'Prod' }" }
        @{ line = 'New-QlikDataConnection x mssql -Property '; some = "@{ host = '' }" }
        @{ line = 'Get-QlikDataConnection -Space Fin'; some = 'Finance' }
        @{ line = 'Move-QlikDataConnectionOwner CRM -Owner anna'; some = "'anna@acme.test'" }
    ) { Get-Completion $line | Should -Contain $some }

    It '<line> offers exactly <all>, nothing that would clear a value' -ForEach @(
        @{ line = 'Set-QlikDataConnection CRM -Property ur'; all = '@{ url' }
        @{ line = 'Set-QlikDataConnection CRM -Property @'; all = $null }
        @{ line = 'Set-QlikDataConnection CRM -Property authsch'; all = "@{ authSchema = 'basic' }" }
        @{ line = 'Set-QlikDataConnection CRM -Property authSchema'; all = 'anonymous', 'basic', 'digest', 'windows' | ForEach-Object { "@{ authSchema = '$_' }" } }
        @{ line = "Set-QlikDataConnection 'Sales DWH' -Property ho"; all = '@{ host = ' }
        @{ line = 'Set-QlikDataConnection CRM -Property zz'; all = @() }
        @{ line = 'New-QlikDataConnection x mssql -Property po'; all = "@{ port = '1433' }" }
        @{ line = 'Set-QlikDataConnection -Session site x -CustomProperty env'; all = 'Prod', 'Test', 'Dev' | ForEach-Object { "@{ 'Environment' = '$_' }" } }
        @{ line = 'Set-QlikDataConnection -Session site x -CustomProperty zz'; all = @() }
    ) {
        $offered = @(Get-Completion $line)
        if ($null -ne $all) { $offered | Should -Be ($all -replace '^@\{ url.*', "@{ url = '$((Get-QlikDataConnection CRM -Detailed).Properties.url)' }") }
        $offered | Where-Object { $_ -match "= ''" } | Should -BeNullOrEmpty
    }

    It 'of -Property of Set-QlikDataConnection offers current values that can be sent as they are' {
        $offered = Get-Completion 'Set-QlikDataConnection CRM -Property '
        $offered | Should -Contain "@{ authSchema = 'basic' }"
        $offered | Should -Contain '@{ queryParameters = '
        $whole = $offered | Where-Object { $_ -match '\}$' -and $_ -notmatch 'Read-Host' }
        $whole.Count | Should -BeGreaterThan 2
        foreach ($table in $whole) {
            Set-QlikDataConnection CRM -Property (& ([scriptblock]::Create($table))) -WhatIf 6>&1 | Should -BeNullOrEmpty -Because "$table changes nothing"
        }
    }

    It 'of -CredentialId offers the credentials in use' {
        $id = (Get-QlikDataConnection CRM).CredentialId
        Get-Completion "Set-QlikDataConnection x -CredentialId $("$id".Substring(0, 8))" | Should -Contain "$id"
    }

    It 'of names follows -Space of Get-QlikDataConnection, and not the new space of Set-QlikDataConnection' {
        Get-Completion 'Get-QlikDataConnection -Space HR -Name ' | Should -Be ((Get-QlikDataConnection -Space HR).Name | ForEach-Object { if ($_ -match ' ') { "'$_'" } else { $_ } })
        Get-Completion 'Set-QlikDataConnection -Space HR -Name CR' | Should -Contain CRM
    }

    It 'of Restore-QlikDataConnection offers what can be restored' {
        Get-QlikDataConnection Payroll | Remove-QlikDataConnection -Force
        Get-Completion 'Restore-QlikDataConnection ' | Should -Be Payroll
        Get-Completion "Restore-QlikDataConnection -RecoveryPath '$env:QLIKCONNECTIONS_RECOVERY_PATH' -Name Pay" | Should -Be Payroll
        $null = Restore-QlikDataConnection Payroll -WithoutSecret -ErrorAction Stop -WarningAction Ignore
        Get-Completion 'Restore-QlikDataConnection ' | Should -BeNullOrEmpty
    }

    It 'offers names of files only for paths' {
        $builtIn = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters + 'Skip', 'First'
        $files = foreach ($command in Get-Command -Module QlikConnections) {
            $named = $command.Parameters.Values | Where-Object { $_.ParameterType -ne [switch] -and $_.Name -notin $builtIn + 'RecoveryPath', 'Certificate', 'CertificatePath', 'SecretFile', 'TrustedRoot' }
            foreach ($name in $named.Name) {
                if ((Get-Completion "$($command.Name) -$name ") -like '*file.txt') { "$($command.Name) -$name" }
            }
        }
        $files | Should -Be 'Connect-QlikSession -Path', 'Export-QlikDataConnection -Path', 'Export-QlikDataConnectionReport -Path', 'Get-QlikDataConnectionUsage -ResumePath', 'Import-QlikDataConnection -Path', 'Test-QlikDataConnectionMigration -Path', 'Test-QlikDataConnectionPolicy -Path'
        Get-Completion 'Restore-QlikDataConnection -RecoveryPath ' | Should -Not -BeNullOrEmpty
    }
}
