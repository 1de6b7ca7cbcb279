BeforeAll { Import-Module "$PSScriptRoot/Suite.psm1" -Force }

Describe 'The tour that the README promises' {
    BeforeAll {
        $script:k = $script:s = ConvertTo-SecureString -String 'not-a-real-key' -AsPlainText -Force
        # The first block of the README: Qlik Cloud, an empty line, a client-managed site.
        . (Join-Path -Path $PSScriptRoot -ChildPath 'DocumentedCode.ps1')
        $readme = (Get-Content -Path (Join-Path -Path $PSScriptRoot -ChildPath '../../README.md') -Raw -Encoding utf8) -replace '\r', ''
        $script:tour, $script:siteTour = @(Get-CodeFence -Text $readme)[0].Text -split '\n\n'
    }

    It 'runs as written, without an error' {
        $run = Invoke-InRunspace -Script $tour -Variable @{ k = $k; s = $s }
        $run.Error | Should -BeNullOrEmpty
        $moved = $run.Output | Where-Object { $_ -is [QlikConnections.QlikDataConnection] -and $_.Tags -contains 'stale' }
        @($moved).Count | Should -BeGreaterOrEqual 3
        $moved.SpaceName | Select-Object -Unique | Should -Be 'Archive'
    }

    It 'runs as written on a client-managed site' {
        $siteTour | Should -Match '^Connect-QlikSession -Sandbox Repository'
        $run = Invoke-InRunspace -Script $siteTour
        $run.Error | Should -BeNullOrEmpty
        $crm = $run.Output | Where-Object { $_ -is [QlikConnections.QlikDataConnection] }
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
    Bucket = Get-QlikDataConnection 'Landing bucket' -Space Finance -Detailed
}
'@
        $state = (Invoke-InRunspace -Script "$tour`n$after" -Variable @{ k = $k; s = $s }).Output | Select-Object -Last 1
        $state.Leaver | Should -BeGreaterOrEqual 6 -Because '-WhatIf changed nothing'
        $state.Tmp | Should -Be 0
        $state.Stale | Should -Be 'Archive'
        $state.Bucket.Properties['bucketName'] | Should -Be 'acme'
        $state.Bucket.Properties.Keys | Should -Not -Contain 'secretKey'
    }
}
