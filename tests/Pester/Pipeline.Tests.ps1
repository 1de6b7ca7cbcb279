BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:one = Start-SandboxServer
    $script:two = Start-SandboxServer
    $null = Connect-Server $two -Name two
    $null = Connect-Server $one -Name one
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $one
    Stop-SandboxServer $two
}

Describe 'Objects remember where they live' {
    It 'and are changed there' {
        $created = foreach ($name in 'one', 'two') { New-QlikDataConnection 'twin' rest -Space HR -Session $name -Property @{ url = 'https://x.test' } }
        $created.Session.Name | Should -Be 'one', 'two'
        Get-QlikDataConnection twin -Session one, two | Remove-QlikDataConnection -Confirm:$false
        Get-QlikDataConnection 'twin*' -Session one, two | Should -BeNullOrEmpty
    }

    It 'and refuse to be sent elsewhere by -Session' {
        Get-QlikDataConnection -First 1 -Session two | Set-QlikDataConnection -AddTag x -Session one -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
    }

    It 'and find a person in each tenant by the same name' {
        $pair = Get-QlikDataConnection 'Sales DWH' -Space Finance -Session one, two
        ($pair | Move-QlikDataConnectionOwner -Owner mei@acme.test -PassThru -WarningAction SilentlyContinue).OwnerName | Should -Be 'Mei Lin', 'Mei Lin'
        (Get-QlikDataConnection 'Sales DWH' -Space Finance -Session one, two).OwnerName | Should -Be 'Mei Lin', 'Mei Lin'
    }
}

Describe 'What is not an object of ours binds too' {
    BeforeEach { $script:subject = New-QlikDataConnection "subject $([guid]::NewGuid())" rest -Space HR -Tag a -Property @{ url = 'https://x.test' } -Session two }

    It 'CLIXML, back to the session it came from' {
        $file = Join-Path $TestDrive 'c.xml'
        $subject | Export-Clixml $file
        $back = Import-Clixml $file
        $back.Session | Should -Be 'two'
        $back | Set-QlikDataConnection -AddTag viaClixml
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'viaClixml'
        $Error.Clear()
        ($back | Format-Table | Out-String -Width 120) | Should -Match 'HR.*\d{4}-\d\d-\d\d \d\d:\d\d'
        $Error.Count | Should -Be 0
    }

    It 'CLIXML that is out of date, without reverting what it only carries' {
        $file = Join-Path $TestDrive 'old.xml'
        $sql = New-QlikDataConnection "sql $([guid]::NewGuid())" mssql -Space HR -Property @{ host = 'old'; username = 'u'; password = (ConvertTo-Secret 'p') }
        $sql | Export-Clixml $file
        $sql | Set-QlikDataConnection -ConnectionString ($sql.ConnectionString -replace 'host=[^;]*', 'host=new') -Credential ([pscredential]::new('u', (ConvertTo-Secret 'p')))
        Import-Clixml $file | Set-QlikDataConnection -AddTag x -ErrorAction Stop
        (Get-QlikDataConnection -Id $sql.Id).ConnectionString | Should -Match 'host=new'
    }

    It 'a CSV that was edited' {
        $file = Join-Path $TestDrive 'c.csv'
        $subject | Select-Object Id, Name, Session, @{ n = 'NewName'; e = { "csv $($_.Id)" } }, @{ n = 'Space'; e = { 'Archive' } } | Export-Csv $file
        Import-Csv $file | Set-QlikDataConnection
        $after = Get-QlikDataConnection -Id $subject.Id -Session two
        $after.Name, $after.SpaceName | Should -Be "csv $($subject.Id)", 'Archive'
    }

    It 'a CSV without Id, by name; and one by name and space when the name alone fits several' {
        [pscustomobject]@{ Name = $subject.Name; Session = 'two' } | Set-QlikDataConnection -AddTag byName
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'byName'
        $twin = New-QlikDataConnection $subject.Name rest -Space Archive -Property @{ url = 'https://x.test' } -Session two
        [pscustomobject]@{ Name = $subject.Name; Session = 'two' } | Set-QlikDataConnection -AddTag x -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikAmbiguousConnection,*'
        "$problem" | Should -Match "$($twin.Id)"
        [pscustomobject]@{ Name = $subject.Name; SpaceName = 'Archive'; Session = 'two' } | Set-QlikDataConnection -AddTag x
        (Get-QlikDataConnection -Id $twin.Id -Session two).Tags | Should -Contain 'x'
    }

    It 'a CSV with empty cells, which leave what they stand for' {
        [pscustomobject]@{ Id = "$($subject.Id)"; Session = 'two'; NewName = ''; Space = ''; Tag = ''; ConnectionString = ''; AddTag = 'cell' } | Set-QlikDataConnection -ErrorAction Stop
        $after = Get-QlikDataConnection -Id $subject.Id -Session two
        $after.Name, $after.SpaceName | Should -Be $subject.Name, 'HR'
        $after.Tags | Should -Contain 'a'
        $after.Tags | Should -Contain 'cell'
    }

    It 'a CSV whose cells list tags as Export-Csv writes them' {
        $file = Join-Path $TestDrive 'tags.csv'
        $tagged = $subject | Set-QlikDataConnection -Tag 'b; c', d -PassThru
        $tagged | Select-Object Id, Session, Tags | Export-Csv $file
        $row = Import-Csv $file
        $row.Tags | Should -BeLike '*b; c; d*'
        $own = $row.Tags -replace 'DcaasAPI:[^;]*(; )?'
        [pscustomobject]@{ Id = $row.Id; Session = 'two'; Tag = 'x; y z' } | Set-QlikDataConnection -ErrorAction Stop
        $after = (Get-QlikDataConnection -Id $subject.Id -Session two).Tags
        'x', 'y z' | ForEach-Object { $after | Should -Contain $_ }
        $after | Should -Not -Contain 'b; c' -Because 'the cell stands for all tags'
        [pscustomobject]@{ Name = "from csv $($subject.Id)"; DataSourceId = 'rest'; Space = 'HR'; Tags = $own; Property = @{ url = 'https://x.test' } } | New-QlikDataConnection -Session two |
            ForEach-Object { $_.Tags | Should -Contain 'd' }
    }

    It 'not a CSV whose custom property is a text without a name: that is said, and nothing is changed' {
        [pscustomobject]@{ Id = "$($subject.Id)"; Session = 'two'; CustomProperty = 'Sales'; AddTag = 'z' } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Not -Contain 'z'
    }

    It 'JSON, and back' {
        $subject | ConvertTo-Json -Depth 3 | ConvertFrom-Json | Set-QlikDataConnection -AddTag viaJson -ErrorAction Stop
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'viaJson'
    }

    It 'an id without a session, in the one of several that has it' {
        Set-QlikDataConnection -Id $subject.Id -Session one, two -AddTag found -ErrorAction Stop
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'found'
    }

    It 'a row with a Name, or an Id, for Get' {
        ([pscustomobject]@{ Name = $subject.Name } | Get-QlikDataConnection -Session two).Id | Should -Be $subject.Id
        ([pscustomobject]@{ Id = "$($subject.Id)"; Name = $subject.Name } | Get-QlikDataConnection -Session two).Id | Should -Be $subject.Id
        ([pscustomobject]@{ Id = "$($subject.Id)"; Name = '' } | Get-QlikDataConnection -Session two).Id | Should -Be $subject.Id
        { [pscustomobject]@{ Id = "$($subject.Id)"; Name = 'whatever' } | Get-QlikDataConnection -Session two -ErrorAction Stop } |
            Should -Throw -ErrorId 'QlikInputContradiction,*'
        ($subject | Get-QlikDataConnection).Session.Name | Should -Be 'two' -Because 'an object is read again in its own session'
        ($subject | ConvertTo-Json -Depth 3 | ConvertFrom-Json | Get-QlikDataConnection).Id | Should -Be $subject.Id
    }

    It 'a connection, to make another like it elsewhere' {
        $copy = Get-QlikDataConnection -Id $subject.Id -Session two -Detailed | New-QlikDataConnection -Session one
        $copy.SpaceName, $copy.Name, $copy.Session.Name | Should -Be 'HR', $subject.Name, 'one'
        $copy.Tags | Should -Contain 'a'
    }

    It 'a job''s result' {
        $received = Start-Job { param($c) $c } -ArgumentList $subject | Receive-Job -Wait -AutoRemoveJob
        $received | Set-QlikDataConnection -AddTag viaJob
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'viaJob'
    }

    It 'ids and names as text' {
        "$($subject.Id)" | Set-QlikDataConnection -AddTag byText -Session two
        $subject.Name | Set-QlikDataConnection -AddTag byNameText -Session two
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'byNameText'
    }

    It '<what> is an error that says so, and the rest goes on' -ForEach @(
        @{ what = 'null'; bad = $null }
        @{ what = 'an empty text'; bad = ' ' }
        @{ what = 'a row without Id and Name'; bad = [pscustomobject]@{ Foo = 1 } }
        @{ what = 'a row whose Id is no UUID'; bad = [pscustomobject]@{ Id = '42'; Name = 'x' } }
    ) {
        $bad, $subject | Set-QlikDataConnection -AddTag survived -ErrorVariable problem -ErrorAction SilentlyContinue
        @($problem | Where-Object FullyQualifiedErrorId -Like 'QlikInputInvalid,*').Count | Should -Be 1
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidData'
        (Get-QlikDataConnection -Id $subject.Id -Session two).Tags | Should -Contain 'survived'
    }

    It 'a row of an unknown session says which are connected' {
        [pscustomobject]@{ Id = $subject.Id; Session = 'three' } | Remove-QlikDataConnection -Force -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSessionUnknown,*'
        "$problem" | Should -Match 'two'
    }
}

Describe 'Errors' {
    It 'stop the pipeline when the user says Stop, before anything else is sent' {
        $two = 1..2 | ForEach-Object { New-QlikDataConnection "stop $_ $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' } }
        Clear-ServerRequest $one
        { $null, $two[0] | Set-QlikDataConnection -AddTag never -ErrorAction Stop } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        @(Get-ServerRequest $one).Count | Should -Be 0
    }

    It 'of a key that expired on the way end the command at once' {
        Add-ServerFault $one @{ method = 'PATCH'; path = '.*'; kind = 'status'; status = 401; times = 1 }
        $subject = New-QlikDataConnection "expired $([guid]::NewGuid())" rest -Space HR -Property @{ url = 'https://x.test' }
        { $subject | Set-QlikDataConnection -AddTag x -ErrorAction Continue } | Should -Throw -ErrorId 'QlikAuthenticationFailed,*'
        Clear-ServerFault $one
    }
}
