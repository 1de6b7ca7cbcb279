# Import-QlikDataConnection on the packaged module: the plan, what is done, requests, and errors.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:login = [pscredential]::new('importer', (ConvertTo-Secret 'p'))
    function Id-Of {
        param([scriptblock] $Run)
        $ErrorActionPreference = 'Continue'
        try { $null = & $Run 2>&1; $Error[0].FullyQualifiedErrorId } catch { $_.FullyQualifiedErrorId }
    }
    # The text of an export without what another server cannot have.
    function Get-Portable {
        param([string] $Path)
        $export = Get-Content $Path -Raw | ConvertFrom-Json -Depth 64
        $export.PSObject.Properties.Remove('provenance')
        $export.connections | ForEach-Object { $_.PSObject.Properties.Remove('provenance') }
        $export | ConvertTo-Json -Depth 64
    }
}
AfterAll { Get-QlikSession | Disconnect-QlikSession }

Describe 'An import on <platform>' -ForEach @(
    @{ platform = 'Qlik Cloud'; from = @(); credential = { @{ Credential = $login } } }
    @{ platform = 'a client-managed site'; from = @('--repository'); credential = { @{ Credential = @{ '*' = ConvertTo-Secret 'p' }; Secret = @{ '*' = ConvertTo-Secret 'p' } } } }
) {
    BeforeAll {
        $script:source = Start-SandboxServer $from
        $script:target = Start-SandboxServer ($from + '--empty')
        foreach ($name in 'source', 'target') {
            $server = Get-Variable $name -ValueOnly
            $null = if ($from) { Connect-Site $server -Name $name } else { Connect-Server $server -Name $name }
        }
        $script:file = Join-Path $TestDrive "$(New-Guid).json"
        Export-QlikDataConnection $file -Session source
        $script:count = (Get-QlikDataConnection -Session source).Count
        $script:secrets = & $credential
    }
    AfterAll {
        Stop-SandboxServer $source
        Stop-SandboxServer $target
    }

    It 'shows the plan and changes nothing with -WhatIf' {
        Clear-ServerRequest $target
        $plan = Import-QlikDataConnection $file -Session target @secrets -WhatIf
        $plan | Should -HaveCount $count
        $plan | ForEach-Object { $_.PSObject.TypeNames[0] | Should -Be QlikConnections.QlikImportStep }
        $plan.Action | Sort-Object -Unique | Should -Be Create
        Get-ServerRequest $target | Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*actions/filter*' } | Should -BeNullOrEmpty
    }

    It 'reports missing secrets before anything is changed' {
        Clear-ServerRequest $target
        $failures = @(Import-QlikDataConnection $file -Session target -IfExists Skip -WhatIf -ErrorAction SilentlyContinue -ErrorVariable failed)
        $failed | Should -Not -BeNullOrEmpty
        $failed | ForEach-Object { $_.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*' }
        @($failures | Where-Object Action -eq Impossible).Count | Should -Be $failed.Count
        "$($failed[0])" | Should -Match ([regex]::Escape($file))
    }

    It 'makes an empty server the same, and a repetition does nothing' {
        Import-QlikDataConnection $file -Session target @secrets | Should -BeNullOrEmpty
        $copy = Join-Path $TestDrive "$(New-Guid).json"
        Export-QlikDataConnection $copy -Session target
        Get-Portable $copy | Should -BeExactly (Get-Portable $file)
        Clear-ServerRequest $target
        Import-QlikDataConnection $file -Session target @secrets
        @(Get-ServerRequest $target).Count | Should -Be 1
    }

    It 'changes back what was changed, and shows old and new values' {
        $one = Get-QlikDataConnection -Session target | Where-Object { $_.Tags.Count -eq 0 } | Select-Object -First 1
        $one | Set-QlikDataConnection -Tag @(if ($from) { (Get-QlikDataConnection -Session target).Tags | Select-Object -First 1 } else { 'changed' })
        $was = ($one | Get-QlikDataConnection).Tags
        $plan = @(Import-QlikDataConnection $file -Session target @secrets -WhatIf | Where-Object Action -ne Unchanged)
        $plan | Should -HaveCount 1
        $plan[0].Id | Should -Be $one.Id
        $plan[0].Changes.Property | Should -Be Tags
        $plan[0].Changes.Before | Should -Be ($was -notlike 'DcaasAPI*' -join ', ')
        Clear-ServerRequest $target
        (Import-QlikDataConnection $file -Session target @secrets -PassThru).Count | Should -Be $count
        @(Get-ServerRequest $target | Where-Object method -in PATCH, PUT).Count | Should -Be 1
        (Import-QlikDataConnection $file -Session target @secrets -WhatIf).Action | Sort-Object -Unique | Should -Be Unchanged
    }

    It 'takes connections of a session, files, texts and objects' {
        $some = Get-QlikDataConnection -Session source | Select-Object -First 2
        $text = $some | Export-QlikDataConnection -
        $inputs = @($some), @($text), @(Get-Item $file), @($text | ConvertFrom-Json), @(($text | ConvertFrom-Json).connections), @($file)
        foreach ($input_ in $inputs) {
            $plan = $input_ | Import-QlikDataConnection -Session target @secrets -WhatIf
            $plan.Action | Sort-Object -Unique | Should -Be Unchanged
            $plan.Count | Should -BeIn 2, $count
        }
    }

    It 'removes with -Prune what the import does not have, after a question and with a recovery file' {
        $all = Get-QlikDataConnection -Session target
        $place = ($all | Group-Object SpaceName | Sort-Object Count | Select-Object -Last 1).Group
        $part = Join-Path $TestDrive "$(New-Guid).json"
        $place | Select-Object -Skip 1 | Export-QlikDataConnection $part
        $plan = Import-QlikDataConnection $part -Session target @secrets -Prune -WhatIf
        ($plan | Where-Object Action -eq Remove).Id | Should -Be $place[0].Id
        { Import-QlikDataConnection $part -Session target @secrets -Prune -Confirm:$false -ErrorAction Stop } | Should -Not -Throw
        (Get-QlikDataConnection -Session target).Count | Should -Be ($all.Count - 1)
        (Restore-QlikDataConnection -List -Name $place[0].Name | Select-Object -Last 1).Id | Should -Be $place[0].Id
        Import-QlikDataConnection $file -Session target @secrets
        (Get-QlikDataConnection -Session target).Count | Should -Be $all.Count
    }

    It 'deletes nothing with -Prune when a part of the import cannot be done: <why>' -ForEach @(
        @{ why = 'two connections are one here'; edit = { param($connections) $connections + ($connections[0] | ConvertTo-Json -Depth 64 | ConvertFrom-Json) } }
        @{ why = 'a secret is missing'; edit = {
                param($connections)
                $one = @($connections | Where-Object { ($_ | ConvertTo-Json -Depth 64 -Compress) -match '"leftOut":\["|\{"leftOut":|"credentialId":"|"userName":"' })[0]
                $one.name += ' renamed'
                $connections
            }; without = $true }
    ) {
        $before = Get-QlikDataConnection -Session target
        $export = Get-Content $file -Raw | ConvertFrom-Json -Depth 64
        $export.connections = @(& $edit $export.connections)
        $edited = Join-Path $TestDrive "$(New-Guid).json"
        $export | ConvertTo-Json -Depth 64 | Set-Content $edited
        $given = if ($without) { @{} } else { $secrets }
        $plan = Import-QlikDataConnection $edited -Session target @given -Prune -WhatIf -ErrorAction SilentlyContinue
        $plan | Where-Object Action -eq Remove | Should -BeNullOrEmpty
        Import-QlikDataConnection $edited -Session target @given -Prune -Force -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -Not -BeNullOrEmpty
        $after = (Get-QlikDataConnection -Session target).Id
        $before.Id | Where-Object { $_ -notin $after } | Should -BeNullOrEmpty
    }

    It 'leaves what exists with -IfExists Skip, and makes it an error with Fail' {
        $one = Get-QlikDataConnection -Session target | Select-Object -First 1
        $text = $one | Export-QlikDataConnection - | ConvertFrom-Json
        $text.connections[0].tags = @('x')
        ($text | Import-QlikDataConnection -Session target -IfExists Skip -WhatIf).Action | Should -Be Skip
        Id-Of { $text | Import-QlikDataConnection -Session target -IfExists Fail } | Should -BeLike 'QlikConflict,*'
    }
}

Describe 'An import' {
    BeforeAll {
        $script:source = Start-SandboxServer
        $script:site = Start-SandboxServer @('--repository')
        $null = Connect-Server $source -Name source
        $null = Connect-Site $site -Name site
        $null = Select-QlikSession source
        $script:file = Join-Path $TestDrive all.json
        Export-QlikDataConnection $file
        $script:some = Join-Path $TestDrive some.json
        Get-QlikDataConnection -Space 'R&D' | Export-QlikDataConnection $some
    }
    AfterAll {
        Stop-SandboxServer $source
        Stop-SandboxServer $site
    }

    It 'never replaces a statement by one without its secret' {
        $statement = 'CUSTOM CONNECT TO "provider=QvOdbcConnectorPackage.exe;host={0};password=p1;"'
        $null = New-QlikDataConnection 'kept secret' -Session site -Type QvOdbcConnectorPackage.exe -ConnectionString ($statement -f 'a')
        $export = Get-QlikDataConnection 'kept secret' -Session site | Export-QlikDataConnection - | ConvertFrom-Json
        Set-QlikDataConnection 'kept secret' -Session site -ConnectionString ($statement -f 'b')
        $export | Import-QlikDataConnection -Session site -WithoutSecret -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        (Get-QlikDataConnection 'kept secret' -Session site).ConnectionString | Should -Match 'host=b;password=p1'
        Remove-QlikDataConnection 'kept secret' -Session site -Force -NoRecovery
    }

    It 'of a site says why a tenant cannot have it' {
        $plan = Get-QlikDataConnection -Session site | Import-QlikDataConnection -Session source -Credential $login -WhatIf -ErrorAction SilentlyContinue
        $impossible = $plan | Where-Object Action -eq Impossible
        $impossible | Should -Not -BeNullOrEmpty
        $impossible | ForEach-Object { $_.Reason | Should -Match 'to Qlik Cloud|data source' }
        $back = Get-QlikDataConnection -Session source | Import-QlikDataConnection -Session site -Credential $login -WhatIf -ErrorAction SilentlyContinue
        $back.Action | Sort-Object -Unique | Should -Be Impossible
    }

    It 'with maps goes elsewhere; maps can be files' {
        $spaces = Join-Path $TestDrive spaces.json
        Set-Content $spaces '{ "R&D": "R&D test" }'
        $plan = Import-QlikDataConnection $some -SpaceMap $spaces -CreateSpace -OwnerMap @{ '*' = 'bob@acme.test' } -Credential $login -PropertyMap @{ host = 'test.acme.test' } -WhatIf
        $plan.SpaceName | Sort-Object -Unique | Should -Be 'R&D test'
        $plan.Action | Sort-Object -Unique | Should -Be Create
        $made = Import-QlikDataConnection $some -SpaceMap $spaces -CreateSpace -OwnerMap @{ '*' = 'bob@acme.test' } -Credential $login -PropertyMap @{ host = 'test.acme.test' } -PassThru
        $made.SpaceName | Sort-Object -Unique | Should -Be 'R&D test'
        (Get-QlikDataConnection -Space 'R&D test').OwnerName | Sort-Object -Unique | Should -Be 'Bob Meyer'
        (Get-QlikDataConnection -Space 'R&D test').ConnectionString | Where-Object { $_ -match 'host=' } | Should -Match 'host=test\.acme\.test'
        Clear-ServerRequest $source
        (Import-QlikDataConnection $some -SpaceMap $spaces -OwnerMap @{ '*' = 'bob@acme.test' } -PropertyMap @{ host = 'test.acme.test' } -WhatIf).Action | Sort-Object -Unique | Should -Be Unchanged
    }

    It 'ends before anything is read or changed: <what>' -ForEach @(
        @{ what = 'a map to no space'; id = 'QlikSpaceNotFound'; run = { Import-QlikDataConnection $some -SpaceMap @{ 'R&D' = 'nowhere' } } }
        @{ what = 'a map to no user'; id = 'QlikUserNotFound'; run = { Import-QlikDataConnection $some -OwnerMap @{ x = 'nobody at all' } } }
        @{ what = 'a map that is no map'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some -SpaceMap 7 } }
        @{ what = 'a map file that is not there'; id = 'QlikImportUnreadable'; run = { Import-QlikDataConnection $some -SpaceMap nix.json } }
        @{ what = 'half a character in a map'; id = 'QlikImportUnreadable'; run = { Set-Content $bad '{ "x": "\ud800" }'; Import-QlikDataConnection $some -SpaceMap $bad } }
        @{ what = 'half a character in a map, as a name'; id = 'QlikImportUnreadable'; run = { Set-Content $bad '{ "\udc00": "x" }'; Import-QlikDataConnection $some -OwnerMap $bad } }
        @{ what = 'a secret in a map'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some -PropertyMap @{ password = 'abc' } } }
        @{ what = 'a secret as text'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some -Credential @{ x = 'abc' } } }
        @{ what = 'another secret as text'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some -Secret @{ x = 'abc' } } }
        @{ what = 'a blank path'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection '  ' } }
        @{ what = 'two sessions'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some -Session source, site } }
        @{ what = '-Prune of nothing'; id = 'QlikInputInvalid'; run = { @() | Import-QlikDataConnection -Prune } }
        @{ what = '-Prune of a bad file'; id = 'QlikInputInvalid'; run = { Import-QlikDataConnection $some, $bad -Prune } }
        @{ what = 'a bad file'; id = 'QlikImportUnreadable'; run = { Import-QlikDataConnection $bad } }
        @{ what = 'another object'; id = 'QlikInputInvalid'; run = { Get-Process -Id $PID | Import-QlikDataConnection } }
    ) {
        $script:bad = Join-Path $TestDrive bad.json
        Set-Content $bad '{ "format": "QlikConnections export", "version": 1,'
        Clear-ServerRequest $source
        Id-Of $run | Should -BeLike "$id,*"
        Get-ServerRequest $source | Where-Object method -in POST, PATCH, PUT, DELETE | Should -BeNullOrEmpty
    }

    It 'takes secrets of statements by their name, and shows none' {
        $marker = 'MARKER-90ce'
        $made = New-QlikDataConnection 'with secret' -ConnectionString "CUSTOM CONNECT TO `"provider=QvRestConnectorPackage.exe;url=https://x.test;password=$marker;`"" -Type QvRestConnectorPackage.exe -DataSourceId rest -Space HR
        $text = $made | Export-QlikDataConnection -
        $made | Remove-QlikDataConnection -Force -NoRecovery
        if ($text -match 'leftOut": "') {
            Id-Of { $text | Import-QlikDataConnection } | Should -BeLike 'QlikSecretsNeeded,*'
        }
        $out = $text | Import-QlikDataConnection -Secret @{ 'HR/with secret' = ConvertTo-Secret $marker } -WhatIf -Verbose *>&1 | Out-String
        $out | Should -Not -Match $marker
        $text | Import-QlikDataConnection -Secret @{ 'HR/with secret' = ConvertTo-Secret $marker } -PassThru | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'takes logins from a vault' {
        $vault = Import-StandInVault
        $one = Get-QlikDataConnection | Where-Object { $_.CredentialId -and $_.SpaceId } | Select-Object -First 1
        $text = $one | Export-QlikDataConnection -
        $map = @{ $one.SpaceName = 'Vault test' }
        Id-Of { $text | Import-QlikDataConnection -SpaceMap $map -CreateSpace -SecretVault SecretStore -WhatIf } | Should -BeLike 'QlikSecretsNeeded,*'
        Set-Secret -Name "$($one.SpaceName)/$($one.Name)" -Vault SecretStore -Secret $login
        ($text | Import-QlikDataConnection -SpaceMap $map -CreateSpace -SecretVault SecretStore -PassThru).CredentialId | Should -Not -BeNullOrEmpty
        & $vault { $Vaults.SecretStore.Clear() }
    }

    It 'asks a vault once for a secret of several connections' {
        $vault = Import-StandInVault
        $one = Get-QlikDataConnection | Where-Object { $_.CredentialId -and $_.SpaceId } | Select-Object -First 1
        $export = $one | Export-QlikDataConnection - | ConvertFrom-Json -Depth 64
        $many = foreach ($i in 1..40) {
            $copy = $export.connections[0] | ConvertTo-Json -Depth 64 | ConvertFrom-Json -Depth 64
            $copy.space = "Vault $i"
            $copy
        }
        $export.connections = @($many)
        Set-Secret -Name $one.Name -Vault SecretStore -Secret $login
        & $vault { $Calls.Clear() }
        $plan = $export | Import-QlikDataConnection -CreateSpace -SecretVault SecretStore -ThrottleLimit 64 -WhatIf
        $plan.Action | Sort-Object -Unique | Should -Be Create
        @(& $vault { $Calls } | Where-Object { $_ -eq "Get $($one.Name) SecretStore" }) | Should -HaveCount 1
        @(& $vault { $Calls } | Group-Object | Where-Object Count -gt 1) | Should -BeNullOrEmpty
        & $vault { $Vaults.SecretStore.Clear() }
    }
}
