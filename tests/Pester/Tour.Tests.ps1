BeforeAll { Import-Module "$PSScriptRoot/Suite.psm1" -Force }

Describe 'The tour that the README promises' {
    BeforeAll {
        # The first two blocks of the README: Qlik Cloud, and a client-managed site.
        . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
        $readme = (Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../../README.md') -Raw -Encoding utf8) -replace '\r', ''
        $script:tour, $script:siteTour, $null = @(Get-CodeFence -Text $readme | Where-Object Kind -EQ powershell).Text
        # The runspaces of this file have imported the packaged module.
        $tour | Should -Match '^Import-Module QlikConnections\n'
        $script:tour = $tour -replace '^.*\n'
        $script:recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
        $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path -Path $TestDrive -ChildPath recovery
    }

    AfterAll {
        $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery
    }

    It 'runs as written, without an error' {
        $run = Invoke-InRunspace -Script $tour
        $run.Error | Should -BeNullOrEmpty
        $run.Warning | Should -BeNullOrEmpty
    }

    It 'runs as written on a client-managed site' {
        $siteTour | Should -Match '^Connect-QlikSession -Sandbox Repository'
        $run = Invoke-InRunspace -Script "$siteTour`nGet-QlikDataConnection -Name CRM"
        $run.Error | Should -BeNullOrEmpty
        $crm = $run.Output | Select-Object -Last 1
        $crm.Name | Should -Be 'CRM'
        $crm.Tags | Should -Contain 'pii'
        $crm.CustomProperties['Environment'] | Should -Be 'Prod'
    }

    It 'stands in a README and a topic that name every cmdlet that changes something, and none that does not exist' {
        $root = Join-Path -Path $PSScriptRoot -ChildPath '../..'
        Import-PackagedModule
        $cmdlets = Get-Command -Module QlikConnections
        $changing = ($cmdlets | Where-Object { $_.Parameters.ContainsKey('WhatIf') }).Name
        $changing.Count | Should -BeGreaterThan 5
        foreach ($page in 'README.md', 'src/module/en-US/about_QlikConnections.help.txt') {
            $text = Get-Content -Path (Join-Path -Path $root -ChildPath $page) -Raw -Encoding utf8
            $named = [regex]::Matches($text, '(?m)(?:^ *|\[)([A-Z][a-z]+-Qlik\w+)').ForEach({ $_.Groups[1].Value })
            $changing | Where-Object { $_ -notin $named } | Should -BeNullOrEmpty -Because $page
            $named | Where-Object { $_ -notin $cmdlets.Name } | Should -BeNullOrEmpty -Because $page
            $text | Should -Match 'Get-Command -Module QlikConnections' -Because "$page names a command that lists the others"
        }
    }

    It 'leaves what it says' {
        $after = @'
$owned = Get-QlikDataConnection -Owner leaver@acme.test
[pscustomobject]@{
    Leaver = @($owned).Count; Tmp = @(Get-QlikDataConnection 'tmp_*').Count
    Stale = (Get-QlikDataConnection -Tag stale).SpaceName | Select-Object -Unique
    Restorable = @(Restore-QlikDataConnection -List).Name | Sort-Object -Unique
}
'@
        $state = (Invoke-InRunspace -Script "$tour`n$after").Output | Select-Object -Last 1
        $state.Leaver | Should -BeGreaterOrEqual 6 -Because '-WhatIf changed nothing'
        $state.Tmp | Should -Be 0
        $state.Stale | Should -Be 'Archive'
        $state.Restorable | Should -Be 'tmp_backfill', 'tmp_import', 'tmp_orders'
    }
}
