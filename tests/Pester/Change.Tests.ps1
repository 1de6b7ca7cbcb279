BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server | Where-Object method -NE 'GET' | Where-Object path -NotLike '*users/actions/filter*') }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}
Describe 'Changing data connections' {
BeforeEach { Clear-ServerRequest $server }

Describe 'New-QlikDataConnection' {
    It 'creates in a space and emits the whole object' {
        $secret = ConvertTo-Secret 'x'
        $new = New-QlikDataConnection 'Created here' mssql -Space HR -Tag one, two -Property @{ host = 'db1'; port = '1433'; database = 'd'; username = 'u'; password = $secret }
        $new.SpaceName | Should -Be 'HR'
        $new.DataSourceId | Should -Be 'mssql'
        $new.Tags | Should -Contain 'one'
        $new.OwnerName | Should -Be 'Ada Admin'
        @(Sent).Count | Should -Be 1
    }

    It 'shows names under -WhatIf and sends nothing' {
        New-QlikDataConnection 'Not created' mssql -Space HR -Property @{ host = 'h' } -WhatIf | Should -BeNullOrEmpty
        @(Sent).Count | Should -Be 0
    }

    It 'creates from rows' {
        $rows = 'a', 'b' | ForEach-Object { [pscustomobject]@{ Name = "row $_"; DataSourceId = 'rest'; Space = 'HR'; Property = @{ url = "https://$_.test" } } }
        ($rows | New-QlikDataConnection).Name | Should -Be 'row a', 'row b'
    }

    It 'reports <what> as <id> and goes on' -ForEach @(
        @{ what = 'a name that is taken'; id = 'QlikConflict'; splat = @{ Name = 'Sales DWH'; DataSourceId = 'mssql'; Space = 'Finance'; Property = @{ host = 'h' } } }
        @{ what = 'an unknown property'; id = 'QlikPropertyInvalid'; splat = @{ Name = 'n'; DataSourceId = 'mssql'; Space = 'HR'; Property = @{ hosst = 'h' } } }
    ) {
        [pscustomobject]$splat | New-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be "$id,QlikConnections.Commands.NewQlikDataConnectionCommand"
        $problem.TargetObject | Should -Be $splat.Name
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    # Given on the command line they are wrong for every connection that the command would make.
    It 'ends with <id> for <what>' -ForEach @(
        @{ what = 'an unknown space'; id = 'QlikSpaceNotFound'; splat = @{ Space = 'Nowhere' } }
        @{ what = 'too many tags'; id = 'QlikTooManyTags'; splat = @{ Tag = 1..32 } }
        @{ what = 'a tag that is too long'; id = 'QlikTagInvalid'; splat = @{ Tag = 'ö' * 129 } }
    ) {
        { New-QlikDataConnection -Name n -DataSourceId mssql @splat } |
            Should -Throw -ErrorId "$id,QlikConnections.Commands.NewQlikDataConnectionCommand"
    }
}

Describe 'Set-QlikDataConnection' {
    BeforeEach {
        $script:subject = New-QlikDataConnection "subject $([guid]::NewGuid())" mssql -Space HR -Tag one, two -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-Secret 'p') }
        Clear-ServerRequest $server
    }

    It 'renames in one request and passes the result on' {
        $renamed = $subject | Set-QlikDataConnection -NewName "renamed $($subject.Id)" -PassThru
        $renamed.Name | Should -Be "renamed $($subject.Id)"
        (Get-ServerRequest $server).method | Should -Be 'PATCH', 'GET' -Because 'only the server knows the time of the change'
        (Get-QlikDataConnection -Id $subject.Id).Name | Should -Be $renamed.Name
    }

    It 'emits nothing without -PassThru' { $subject | Set-QlikDataConnection -AddTag x | Should -BeNullOrEmpty }

    It 'sends nothing when nothing changes' {
        $same = $subject | Set-QlikDataConnection -NewName $subject.Name -Space HR -AddTag one -RemoveTag none -PassThru
        $same.Id | Should -Be $subject.Id
        @(Get-ServerRequest $server).Count | Should -Be 0
    }

    It 'adds, removes and replaces tags, and keeps the service''s own' {
        $service = $subject.Tags -like 'DcaasAPI:*'
        $service | Should -Not -BeNullOrEmpty
        ($subject | Set-QlikDataConnection -AddTag three -RemoveTag one -PassThru).Tags | Sort-Object | Should -Be (@('two', 'three') + $service | Sort-Object)
        ($subject | Set-QlikDataConnection -Tag four -PassThru).Tags | Sort-Object | Should -Be (@('four') + $service | Sort-Object)
        (Get-QlikDataConnection -Id $subject.Id).Tags | Sort-Object | Should -Be (@('four') + $service | Sort-Object)
    }

    It 'does not lose what was changed since an object was read' {
        $subject | Set-QlikDataConnection -AddTag first
        $subject | Set-QlikDataConnection -AddTag second
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Contain 'first'
        $subject | Set-QlikDataConnection -NewName "other $($subject.Id)"
        $subject | Set-QlikDataConnection -NewName $subject.Name
        (Get-QlikDataConnection -Id $subject.Id).Name | Should -Be $subject.Name
    }

    It 'changes the connect statement with the login the server wants' {
        $statement = $subject.ConnectionString -replace 'host=[^;]*', 'host=db9.acme.test'
        $subject | Set-QlikDataConnection -ConnectionString $statement -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPatchRefused,*'
        $subject | Set-QlikDataConnection -ConnectionString $statement -Credential ([pscredential]::new('u2', (ConvertTo-Secret 'p2')))
        (Get-QlikDataConnection -Id $subject.Id).ConnectionString | Should -Match 'db9.acme.test'
    }

    It 'takes a script block where a person expects one' {
        $subject | Set-QlikDataConnection -NewName { $_.Name -replace '^subject', 'block' } -AddTag { "was:$($_.SpaceName)" }
        $after = Get-QlikDataConnection -Id $subject.Id
        $after.Name | Should -BeLike 'block *'
        $after.Tags | Should -Contain 'was:HR'
    }

    It 'says old and new values by name under -WhatIf, and sends nothing' {
        $text = $subject | Set-QlikDataConnection -Space Archive -NewName n -WhatIf *>&1
        $shown = & { $subject | Set-QlikDataConnection -Space Archive -NewName 'new name' -Confirm:$false -Verbose } 4>&1 | Out-String
        $shown | Should -Match "name '$($subject.Name)' -> 'new name', space 'HR' -> 'Archive'"
        $text | Should -BeNullOrEmpty
    }

    It 'moves many to another space in one bulk request' {
        $many = 1..5 | ForEach-Object { New-QlikDataConnection "bulk $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } }
        Clear-ServerRequest $server
        ($many | Set-QlikDataConnection -Space Archive -PassThru).SpaceName | Select-Object -Unique | Should -Be 'Archive'
        (Get-ServerRequest $server).method | Should -Be 'POST', 'GET' -Because 'one list reads the results'
        ($many | Set-QlikDataConnection -Space Personal -PassThru).SpaceName | Select-Object -Unique | Should -Be 'Personal'
    }

    It 'moves one to the personal space and renames it in one go' {
        $after = $subject | Set-QlikDataConnection -Space Personal -NewName "mine $($subject.Id)" -PassThru
        $after.SpaceName, $after.Name | Should -Be 'Personal', "mine $($subject.Id)"
        (Get-QlikDataConnection -Id $subject.Id).SpaceId | Should -BeNullOrEmpty
    }

    It 'does not take another order of tags, or another case, for a change' {
        $subject | Set-QlikDataConnection -Tag two, one -AddTag ONE
        @(Sent).Count | Should -Be 0
    }

    It 'says that a credential to link is not there, not the connection' {
        $problem = { $subject | Set-QlikDataConnection -CredentialId ([guid]::NewGuid()) -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikCredentialNotFound,*'
    }

    It 'reports each failed item by name and goes on' {
        $other = New-QlikDataConnection "other $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' }
        $input2 = $subject, $other | Set-QlikDataConnection -NewName { if ($_.Id -eq $other.Id) { 'fine ' + $_.Id } else { $other.Name } } -PassThru -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'QlikConflict,QlikConnections.Commands.SetQlikDataConnectionCommand'
        $problem.TargetObject.Id | Should -Be $subject.Id
        "$problem" | Should -Match ([regex]::Escape($subject.Name))
        $input2.Name | Should -Be "fine $($other.Id)"
    }
}

Describe 'Without admin rights' {
    BeforeAll {
        $null = Connect-Server $server -Name member -Key $server.memberApiKey
        $script:mine = 1..3 | ForEach-Object { New-QlikDataConnection "member $_ $([guid]::NewGuid())" rest -Property @{ url = 'https://x.test' } }
    }
    AfterAll { Disconnect-QlikSession member }

    It 'a space move falls back to one request per connection' {
        $target = Get-QlikSpace HR -Session member # where this user is a producer
        Clear-ServerRequest $server
        ($mine | Set-QlikDataConnection -Space $target -PassThru).SpaceName | Select-Object -Unique | Should -Be $target.Name
        @(Sent | Where-Object method -EQ 'PATCH').Count | Should -Be 3
    }

    It 'an owner move says that it cannot, for each connection' {
        $mine | Move-QlikDataConnectionOwner -Owner anna@acme.test -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 3
        $problem.FullyQualifiedErrorId | Select-Object -Unique | Should -Be 'QlikAccessDenied,QlikConnections.Commands.MoveQlikDataConnectionOwnerCommand'
        $problem[0].ErrorDetails.RecommendedAction | Should -Match 'TenantAdmin'
    }

    It 'a bulk delete falls back to one request per connection' {
        $mine | Remove-QlikDataConnection -Confirm:$false
        @(Sent | Where-Object method -EQ 'DELETE').Count | Should -Be 3
    }
}

Describe 'Move-QlikDataConnectionOwner' {
    It 'moves n connections in ceil(n/100) requests, and says what stays behind' {
        Add-ServerConnection $server 250
        $bulk = Get-QlikDataConnection 'bulk_*'
        Clear-ServerRequest $server
        $moved = $bulk | Move-QlikDataConnectionOwner -Owner anna@acme.test -PassThru -WarningVariable warned -WarningAction SilentlyContinue
        $moved.Count | Should -Be $bulk.Count
        $moved.OwnerName | Select-Object -Unique | Should -Be 'Anna Berg'
        @(Get-ServerRequest $server | Where-Object path -Like '*actions/update*').Count | Should -Be ([math]::Ceiling($bulk.Count / 100))
        # The results are read by name, in lists of some fifty names.
        @(Get-ServerRequest $server).Count | Should -BeLessOrEqual ([math]::Ceiling($bulk.Count / 100) * 4)
        $warned | Should -Match 'Anna Berg'
        Clear-ServerRequest $server
        $moved | Move-QlikDataConnectionOwner -Owner anna@acme.test
        @(Get-ServerRequest $server).Count | Should -Be 0 -Because 'they are already there'
    }

    It 'moves owner and space in one request' {
        $subject = New-QlikDataConnection "both $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' }
        Clear-ServerRequest $server
        $moved = $subject | Move-QlikDataConnectionOwner -Owner anna@acme.test -Space Archive -PassThru -WarningAction SilentlyContinue
        @(Sent).Count | Should -Be 1
        $after = Get-QlikDataConnection -Id $subject.Id
        $after.OwnerName, $after.SpaceName | Should -Be 'Anna Berg', 'Archive'
        $moved.SpaceName | Should -Be 'Archive'
    }

    It 'reads an item that the answer leaves out' {
        $two = 1..2 | ForEach-Object { New-QlikDataConnection "lost $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } }
        Add-ServerFault $server @{ method = 'POST'; path = 'actions/update'; kind = 'dropItem'; times = 1 }
        $two | Move-QlikDataConnectionOwner -Owner anna@acme.test -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Clear-ServerFault $server
        $problem.Count | Should -Be 0
        (Get-QlikDataConnection -Id $two.Id).OwnerName | Should -Be 'Anna Berg', 'Anna Berg'
    }

    It 'takes an item that the answer leaves out, and that was not changed, for unknown' {
        $two = 1..2 | ForEach-Object { New-QlikDataConnection "lost $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } }
        Add-ServerFault $server @{ method = 'POST'; path = 'actions/update'; kind = 'status'; status = 207; body = '{"data":[]}'; times = 2 }
        $two | Move-QlikDataConnectionOwner -Owner anna@acme.test -ErrorVariable problem -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Clear-ServerFault $server
        $problem.Count | Should -Be 2
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikOutcomeUnknown,*'
    }
}

Describe 'Remove-QlikDataConnection' {
    BeforeEach {
        $script:doomed = 1..3 | ForEach-Object { New-QlikDataConnection "doomed $_" rest -Space HR -Property @{ url = 'https://x.test' } }
        Clear-ServerRequest $server
    }
    AfterEach { Get-QlikDataConnection 'doomed *' | Remove-QlikDataConnection -Force }

    It 'removes many in one request' {
        $doomed | Remove-QlikDataConnection -Confirm:$false
        # One list, so that the question names what the server has, and one deletion.
        (Get-ServerRequest $server).method | Should -Be 'GET', 'POST'
        Get-QlikDataConnection 'doomed *' | Should -BeNullOrEmpty
    }

    It 'removes by pattern, by name and by id' {
        Remove-QlikDataConnection -Id $doomed[0].Id -Force
        Remove-QlikDataConnection 'doomed 2' -Force
        Remove-QlikDataConnection 'doomed *' -Force
        Get-QlikDataConnection 'doomed *' | Should -BeNullOrEmpty
    }

    It 'never removes under -WhatIf, not even with -Force or a * alone' {
        $doomed | Remove-QlikDataConnection -WhatIf -Force
        Remove-QlikDataConnection '*' -WhatIf
        & { $WhatIfPreference = $true; $doomed | Remove-QlikDataConnection -Force }
        @(Sent).Count | Should -Be 0
        @(Get-QlikDataConnection 'doomed *').Count | Should -Be 3
    }

    It 'asks before it takes a * alone seriously' {
        { Remove-QlikDataConnection '*' -Confirm:$false -ErrorAction Stop } | Should -Throw
        @(Sent).Count | Should -Be 0
    }

    It 'treats names from the pipeline as they are, not as patterns' {
        'doomed *' | Remove-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionNotFound,*'
        @(Get-QlikDataConnection 'doomed *').Count | Should -Be 3
    }

    It 'reports one that is gone already and removes the rest' {
        $null = $doomed[1] | Remove-QlikDataConnection -Force
        $doomed | Remove-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject.Name | Should -Be 'doomed 2'
        Get-QlikDataConnection 'doomed *' | Should -BeNullOrEmpty
    }
}
}
