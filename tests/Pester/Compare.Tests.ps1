# Compare-QlikDataConnection on the packaged module: sides, kinds, statements, secrets, and what Import does with the differences.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:left = Start-SandboxServer
    $script:right = Start-SandboxServer
    $null = Connect-Server $left -Name left
    $null = Connect-Server $right -Name right
    $script:file = Join-Path $TestDrive left.json
    $script:folder = Join-Path $TestDrive folder
    Export-QlikDataConnection $file -Session left
    Export-QlikDataConnection $folder -Session left
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $left
    Stop-SandboxServer $right
}

Describe 'A comparison' {
    It 'of equal sides has no difference, whatever they are' {
        foreach ($pair in @('left', 'right'), @($file, 'right'), @('left', $folder), @($file, $folder), @((Get-QlikSession left), (Get-Item $file))) {
            Compare-QlikDataConnection @pair | Should -BeNullOrEmpty
        }
        Compare-QlikDataConnection $file | Should -BeNullOrEmpty -Because 'the default session is the right side'
    }

    It 'costs one request for each hundred connections, and none for an export' {
        Clear-ServerRequest $left
        Compare-QlikDataConnection $file left
        @(Get-ServerRequest $left).Count | Should -Be 1
        Clear-ServerRequest $left
        Compare-QlikDataConnection $file $folder
        @(Get-ServerRequest $left).Count | Should -Be 0
    }

    It 'has one object for each difference, and -All has ids and times' {
        $one = Get-QlikDataConnection 'Open data' -Session right
        $one | Set-QlikDataConnection -Tag a, b
        New-QlikDataConnection 'only right' -DataSourceId mssql -Property @{ host = 'h'; port = '1'; database = 'd' } -Space HR -Session right | Out-Null
        $all = @(Compare-QlikDataConnection left right)
        $all | Should -HaveCount 2
        $all[0] | Select-Object Connection, SpaceName, Property, Left, Right, Kind | ConvertTo-Json -Compress |
            Should -Be '{"Connection":"only right","SpaceName":"HR","Property":null,"Left":null,"Right":null,"Kind":2}'
        $all[1] | Select-Object Connection, SpaceName, Property, Left, Right, Kind | ConvertTo-Json -Compress |
            Should -Be '{"Connection":"Open data","SpaceName":"R\u0026D","Property":"Tags","Left":"","Right":"a, b","Kind":0}'.Replace('\u0026', '&')
        (Compare-QlikDataConnection right left | Where-Object Kind -eq OnlyLeft).Connection | Should -Be 'only right'
        (Compare-QlikDataConnection left right -All).Property | Should -Contain Modified
    }

    It 'of statements shows the items that differ, and never a secret' {
        $marker = 'MARKER-51fa'
        $statement = "CUSTOM CONNECT TO `"provider=QvRestConnectorPackage.exe;url=https://{0}.test;note=n;mytoken=$marker{0};`""
        foreach ($side in 'left', 'right') {
            New-QlikDataConnection 'with secret' -ConnectionString ($statement -f $side) -Type QvRestConnectorPackage.exe -DataSourceId rest -Space HR -Session $side | Out-Null
        }
        $found = Compare-QlikDataConnection left right -Statement | Where-Object Connection -eq 'with secret'
        $found.Property | Should -Contain 'ConnectionString.url'
        $found.Property | Should -Not -Contain 'ConnectionString.note'
        $found | ConvertTo-Json | Should -Not -Match $marker
        if ($found.Property -contains 'ConnectionString.mytoken') { ($found | Where-Object Property -like '*mytoken').Left | Should -Be '***' }
        $export = Join-Path $TestDrive secret.json
        Get-QlikDataConnection 'with secret' -Session left | Export-QlikDataConnection $export
        (Compare-QlikDataConnection $export right -Statement | Where-Object { $_.Connection -eq 'with secret' }).Property | Should -Be 'ConnectionString.url'
        'left', 'right' | ForEach-Object { Get-QlikDataConnection 'with secret' -Session $_ | Remove-QlikDataConnection -Force -NoRecovery }
    }

    It 'is imported: just these members of just these connections' {
        $one = Get-QlikDataConnection 'Open data' -Session right
        $one | Set-QlikDataConnection -Tag x -NewName 'Open data'
        Get-QlikDataConnection 'Trials' -Session right | Set-QlikDataConnection -Tag y
        Clear-ServerRequest $right
        Compare-QlikDataConnection left right | Where-Object Connection -eq 'Open data' | Import-QlikDataConnection -Session right
        @(Get-ServerRequest $right | Where-Object method -ne GET).Count | Should -Be 1
        (Compare-QlikDataConnection left right | Where-Object Kind -eq Different).Connection | Should -Be Trials
    }

    It 'is imported with -Prune: only what it names is deleted' {
        $null = Compare-QlikDataConnection left right | Import-QlikDataConnection -Session right -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'only right'
        $before = (Get-QlikDataConnection -Session right).Count
        Compare-QlikDataConnection left right | Import-QlikDataConnection -Session right -Prune -Confirm:$false
        (Get-QlikDataConnection -Session right).Count | Should -Be ($before - 1)
        Compare-QlikDataConnection left right | Should -BeNullOrEmpty
    }

    It 'creates what is missing on the right side' {
        Get-QlikDataConnection Trials -Session right | Remove-QlikDataConnection -Force -NoRecovery
        Compare-QlikDataConnection left right | Import-QlikDataConnection -Session right -WithoutSecret
        Compare-QlikDataConnection left right | Should -BeNullOrEmpty
    }

    It 'ends with an error: <what>' -ForEach @(
        @{ what = 'no such session or file'; id = 'QlikInputInvalid'; run = { Compare-QlikDataConnection nix } }
        @{ what = 'another object'; id = 'QlikInputInvalid'; run = { Compare-QlikDataConnection 7 } }
        @{ what = 'a file that is no export'; id = 'QlikImportUnreadable'; run = { Compare-QlikDataConnection $PSCommandPath } }
        @{ what = 'an export with a bad connection'; id = 'QlikInputInvalid'; run = { Compare-QlikDataConnection $bad } }
    ) {
        $script:bad = Join-Path $TestDrive bad.json
        (Get-Content $file -Raw) -replace '"logOn": "ServiceUser"', '"logOn": "x"' | Set-Content $bad
        $ErrorActionPreference = 'Continue'
        $(try { $null = & $run 2>&1; $Error[0].FullyQualifiedErrorId } catch { $_.FullyQualifiedErrorId }) | Should -BeLike "$id,*"
    }
}
