# Copy-QlikDataConnection on the packaged module: within a tenant, within a site, to another session, and what does not come along.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:source = Start-SandboxServer
    $script:other = Start-SandboxServer @('--empty')
    $script:site = Start-SandboxServer @('--repository')
    $null = Connect-Server $source -Name source
    $null = Connect-Server $other -Name other
    $null = Connect-Site $site -Name site
    $null = Select-QlikSession source
    $null = Get-QlikDataConnection
    function Id-Of {
        param([scriptblock] $Run)
        $ErrorActionPreference = 'Continue'
        try { $null = & $Run 2>&1; $Error[0].FullyQualifiedErrorId } catch { $_.FullyQualifiedErrorId }
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    $source, $other, $site | ForEach-Object { Stop-SandboxServer $_ }
}

Describe 'A copy' {
    It 'within a tenant is one request for each copy' {
        $some = Get-QlikDataConnection -Space 'R&D'
        Clear-ServerRequest $source
        $copies = $some | Copy-QlikDataConnection -NewName '{0} 2' -WarningAction SilentlyContinue
        $copies.Name | Should -Be ($some.Name | ForEach-Object { "$_ 2" })
        $copies.ConnectionString | Should -Be $some.ConnectionString
        $copies.Tags | Should -Be $some.Tags
        $sent = Get-ServerRequest $source
        @($sent | Where-Object { $_.method -eq 'POST' -and $_.path -like '*actions/duplicate' }).Count | Should -Be $some.Count
        @($sent | Where-Object { $_.method -eq 'GET' -and $_.path -like '*data-connections*' }).Count | Should -Be 2
    }

    It 'says whose the copies are' {
        $null = Get-QlikDataConnection Trials | Copy-QlikDataConnection -NewName 'owner test' -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'belong to'
    }

    It 'goes to another space, and to the personal space' {
        (Copy-QlikDataConnection 'Open data' -Space HR -WarningAction SilentlyContinue).SpaceName | Should -Be HR
        $mine = Copy-QlikDataConnection 'Open data' -Space Personal -Session source -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        $mine.SpaceId | Select-Object -Unique | Should -BeNullOrEmpty
    }

    It 'without a new name gets one, and never overwrites' {
        $one = Get-QlikDataConnection Trials
        ($one | Copy-QlikDataConnection -WarningAction SilentlyContinue).Name | Should -Be 'Trials (copy)'
        Clear-ServerRequest $source
        Id-Of { $one | Copy-QlikDataConnection } | Should -BeLike 'QlikConflict,*'
        @(Get-ServerRequest $source | Where-Object method -ne GET).Count | Should -Be 0
        Id-Of { Get-QlikDataConnection -Space 'R&D' | Select-Object -First 2 | Copy-QlikDataConnection -NewName same } | Should -BeLike 'QlikInputContradiction,*'
    }

    It 'changes nothing with -WhatIf, and shows the plan' {
        Clear-ServerRequest $source
        $plan = Copy-QlikDataConnection Trials -NewName 'not made' -WhatIf
        $plan.Action | Should -Be Create
        $plan.Name | Should -Be 'not made'
        @(Get-ServerRequest $source | Where-Object { $_.method -ne 'GET' }).Count | Should -Be 0
    }

    It 'to another session needs logins, and has the owners that are there' {
        $one = Get-QlikDataConnection | Where-Object { $_.CredentialId -and $_.OwnerName -eq 'Mei Lin' } | Select-Object -First 1
        Id-Of { $one | Copy-QlikDataConnection -ToSession other } | Should -BeLike 'QlikSecretsNeeded,*'
        $login = [pscredential]::new('u', (ConvertTo-Secret 'p'))
        $copy = $one | Copy-QlikDataConnection -ToSession other -Credential $login -WarningAction SilentlyContinue
        $copy.Session.Name | Should -Be other
        $copy.Name, $copy.SpaceName, $copy.OwnerName | Should -Be $one.Name, $one.SpaceName, 'Mei Lin'
        $copy.ConnectionString | Should -Be $one.ConnectionString
    }

    It 'on a site has everything that can be read' {
        $one = Get-QlikDataConnection 'QVD store' -Session site
        $copy = $one | Copy-QlikDataConnection -NewName '{0} test'
        $copy.Name | Should -Be 'QVD store test'
        $copy.ConnectionString, "$($copy.Tags)", "$($copy.CustomProperties)" | Should -Be $one.ConnectionString, "$($one.Tags)", "$($one.CustomProperties)"
        Id-Of { $one | Copy-QlikDataConnection -Space HR } | Should -BeLike 'QlikNotSupported,*'
    }

    It 'of a name that is not there is an error' {
        Id-Of { Copy-QlikDataConnection nix } | Should -BeLike 'QlikDataConnectionNotFound,*'
    }
}
