BeforeAll { Import-Module "$PSScriptRoot/Suite.psm1" -Force }

Describe 'The tour that the README promises' {
    BeforeAll {
        $script:k = $script:s = ConvertTo-SecureString -String 'not-a-real-key' -AsPlainText -Force
        $script:tour = @'
Connect-QlikSession -Sandbox Cloud
Get-QlikDataConnection 'Sales*' -Space Finance | Format-Table
New-QlikDataConnection -Name 'Landing bucket' -DataSourceId File_AmazonS3ConnectorV2 -Space Finance -Property @{ region='eu-central-1'; bucketName='acme'; accessKey=$k; secretKey=$s }
Get-QlikDataConnection -Owner leaver@acme.test | Move-QlikDataConnectionOwner -Owner anna@acme.test -WhatIf
Get-QlikDataConnection -Tag stale | Set-QlikDataConnection -Space Archive -PassThru
Get-QlikDataConnection -Name 'tmp_*' | Remove-QlikDataConnection -Confirm:$false
'@
    }

    It 'runs as written, without an error' {
        $run = Invoke-InRunspace -Script $tour -Variable @{ k = $k; s = $s }
        $run.Error | Should -BeNullOrEmpty
        $moved = $run.Output | Where-Object { $_ -is [QlikConnections.QlikDataConnection] -and $_.Tags -contains 'stale' }
        @($moved).Count | Should -BeGreaterOrEqual 3
        $moved.SpaceName | Select-Object -Unique | Should -Be 'Archive'
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
