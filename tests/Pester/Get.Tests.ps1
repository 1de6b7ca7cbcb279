BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $script:all = Get-QlikDataConnection
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'Get-QlikDataConnection narrows by' {
    It 'name pattern' {
        $found = Get-QlikDataConnection 'Sales*'
        $found.Name | Should -Be ($all | Where-Object Name -Like 'Sales*').Name
        $found.Count | Should -BeGreaterThan 3
    }

    It 'name pattern with the pattern <_>' -ForEach '*DWH', '?ales*', '*a*e*', '[ST]*', 'sales dwh', '*&*', '*#*', "*'*", '*"*', '*%*', '*:*' {
        (Get-QlikDataConnection $_ -ErrorAction SilentlyContinue).Id | Should -Be ($all | Where-Object Name -Like $_).Id
    }

    It 'every literal name, whatever is in it' {
        foreach ($connection in $all) {
            (Get-QlikDataConnection ([WildcardPattern]::Escape($connection.Name))).Id | Should -Contain $connection.Id
        }
    }

    It 'names from the pipeline' {
        ('Sales DWH', 'Sales Forecast' | Get-QlikDataConnection).Name | Should -Contain 'Sales Forecast'
    }

    It 'space, by name, id and object' {
        $space = Get-QlikSpace Finance
        $expected = ($all | Where-Object SpaceName -EQ Finance).Id
        (Get-QlikDataConnection -Space Finance).Id | Should -Be $expected
        (Get-QlikDataConnection -Space $space.Id).Id | Should -Be $expected
        (Get-QlikDataConnection -Space $space).Id | Should -Be $expected
    }

    It 'several spaces, the personal one among them' {
        $found = Get-QlikDataConnection -Space Finance, Personal
        $found.SpaceName | Sort-Object -Unique | Should -Be 'Finance', 'Personal'
    }

    It 'owner, by e-mail address, subject, id, name and object' {
        $anna = Get-QlikUser anna@acme.test
        $expected = (Get-QlikDataConnection -Owner anna@acme.test).Id
        $expected.Count | Should -BeGreaterThan 3
        foreach ($form in $anna.Subject, $anna.Id, $anna.Name, $anna) {
            (Get-QlikDataConnection -Owner $form).Id | Should -Be $expected
        }
    }

    It 'data source, type and tag' {
        (Get-QlikDataConnection -DataSourceId mssql).Id | Should -Be ($all | Where-Object DataSourceId -EQ mssql).Id
        (Get-QlikDataConnection -DataSourceId *S3*).Id | Should -Be ($all | Where-Object DataSourceId -Like *S3*).Id
        (Get-QlikDataConnection -Type QvRest*).Id | Should -Be ($all | Where-Object Type -Like QvRest*).Id
        (Get-QlikDataConnection -Tag stale).Id | Should -Be ($all | Where-Object Tags -Contains stale).Id
        (Get-QlikDataConnection -Tag 'release:*').Id | Should -Be ($all | Where-Object { $_.Tags -like 'release:*' }).Id
    }

    It 'native filter' {
        (Get-QlikDataConnection -Filter 'qName sw "Sales" and datasourceID eq "mssql"').Id |
            Should -Be ($all | Where-Object { $_.Name -like 'Sales*' -and $_.DataSourceId -eq 'mssql' }).Id
    }

    It 'id' {
        (Get-QlikDataConnection -Id $all[3].Id).Name | Should -Be $all[3].Name
        ($all[1..2] | Select-Object Id | Get-QlikDataConnection).Name | Should -Be $all[1..2].Name
    }
}

Describe 'Get-QlikDataConnection shows' {
    It 'names of spaces and owners, and Personal where there is no space' {
        $all | Where-Object { -not $_.OwnerName -or -not $_.SpaceName } | Should -BeNullOrEmpty
        ($all | Where-Object { -not $_.SpaceId }).SpaceName | Select-Object -Unique | Should -Be 'Personal'
    }

    It 'a table that a person can read, in 120 columns' {
        $text = $all | Format-Table | Out-String -Width 120
        $text | Should -Match 'Name\s+SpaceName\s+OwnerName\s+DataSourceId\s+Modified'
        $text | Should -Match 'Sales DWH\s+Finance\s+Anna Berg\s+mssql\s+\d{4}-\d\d-\d\d \d\d:\d\d'
    }

    It 'name, space and owner also in 80 columns' {
        $all | Format-Table | Out-String -Width 80 | Should -Match 'Sales DWH\s+Finance\s+Anna Berg'
    }

    It 'parsed properties with -Detailed, without secrets' {
        $found = Get-QlikDataConnection 'Sales DWH' -Space Finance -Detailed
        $found.Properties['host'] | Should -Not -BeNullOrEmpty
        $found.Properties.Keys | Should -Not -Contain 'password'
        $found.Qri | Should -Not -BeNullOrEmpty
    }

    It 'data files only when asked' {
        $all | Where-Object Type -EQ 'qix-datafiles.exe' | Should -BeNullOrEmpty
        Get-QlikDataConnection -IncludeDataFile | Where-Object Type -EQ 'qix-datafiles.exe' | Should -Not -BeNullOrEmpty
    }

    It 'connections of disabled data sources too, unless asked not to' {
        $all.Name | Should -Contain 'Lake index v1'
        (Get-QlikDataConnection -IncludeDisabled).Id | Should -Be $all.Id
        (Get-QlikDataConnection -ExcludeDisabled).Name | Should -Not -Contain 'Lake index v1'
        Get-QlikDataConnection 'Lake index v1' | Should -HaveCount 1
    }

    It 'and says with -Verbose what is left out' {
        $said = (Get-QlikDataConnection -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message -join "`n"
        $said | Should -Match 'personal spaces'
        $said | Should -Match 'IncludeDataFile'
        $said | Should -Not -Match 'ExcludeDisabled'
        $said = (Get-QlikDataConnection -Owner anna@acme.test -IncludeDataFile -ExcludeDisabled -Verbose 4>&1 |
                Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }).Message -join "`n"
        $said | Should -Not -Match 'personal spaces'
        $said | Should -Not -Match 'IncludeDataFile'
        $said | Should -Match 'ExcludeDisabled'
    }

    It 'nothing when a space is unknown: what is wrong for the whole command ends it' {
        { Get-QlikDataConnection -Space Finance, Finanse -ErrorAction SilentlyContinue } | Should -Throw -ErrorId 'QlikSpaceNotFound,*'
    }

    It 'nothing for a pattern without match' { Get-QlikDataConnection 'nosuch*' -ErrorAction Stop | Should -BeNullOrEmpty }

    It 'an error for a literal name without match, and the rest all the same' {
        $found = Get-QlikDataConnection 'nosuch', 'Sales DWH' -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Name | Should -Contain 'Sales DWH'
        $problem.FullyQualifiedErrorId | Should -Be 'QlikDataConnectionNotFound,QlikConnections.Commands.GetQlikDataConnectionCommand'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $problem.TargetObject | Should -Be 'nosuch'
    }

    It '<what> as <id>, with a suggestion' -ForEach @(
        @{ what = 'an unknown space'; id = 'QlikSpaceNotFound'; near = 'Finance'; run = { Get-QlikDataConnection -Space Finanse } }
        @{ what = 'an unknown owner'; id = 'QlikUserNotFound'; near = 'anna@acme.test'; run = { Get-QlikDataConnection -Owner anna@acne.test } }
        @{ what = 'an ambiguous owner'; id = 'QlikAmbiguousName'; near = 'kim.larsen2'; run = { Get-QlikDataConnection -Owner 'Kim Larsen' } }
    ) {
        $caught = $null
        try { & $run 2>&1 | ForEach-Object { $caught = $_ } } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
        "$caught" | Should -Match $near
    }

    It 'the server''s own words when it refuses a filter' {
        $caught = $null
        try { Get-QlikDataConnection -Filter 'qName zz "x"' } catch { $caught = $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
        "$caught" | Should -Match 'DCERROR'
        $caught.Exception.StatusCode | Should -Be 'BadRequest'
    }
}

Describe 'Get-QlikDataConnection asks for' {
    BeforeEach { Clear-ServerRequest $server }

    It 'one page for a list of up to 100, once the names are known' {
        $null = Get-QlikDataConnection
        @(Get-ServerRequest $server).Count | Should -Be 1
    }

    It 'one small page for -First' {
        @(Get-QlikDataConnection -First 7).Count | Should -Be 7
        $requests = @(Get-ServerRequest $server)
        $requests.Count | Should -Be 1
        $requests[0].path | Should -Match 'limit=7\b'
    }

    It 'what -Skip and -First say' {
        (Get-QlikDataConnection -Skip 3 -First 2).Id | Should -Be $all[3..4].Id
    }

    It 'the total, when asked' {
        $result = Get-QlikDataConnection -First 2 -IncludeTotalCount
        "$($result[0])" | Should -Match '\d+'
        $result.Count | Should -Be 3
    }
}

Describe 'Get-QlikDataConnection streams' {
    BeforeAll { Add-ServerConnection $server 1000 }
    BeforeEach { Clear-ServerRequest $server }

    It 'and asks for exactly ceil(n/100) pages' {
        $n = @(Get-QlikDataConnection).Count
        $n | Should -BeGreaterThan 1000
        @(Get-ServerRequest $server).Count | Should -Be ([math]::Ceiling($n / 100))
    }

    It 'the first page only when Select-Object has had enough' {
        @(Get-QlikDataConnection | Select-Object -First 5).Count | Should -Be 5
        @(Get-ServerRequest $server).Count | Should -Be 1
    }

    It 'and stops within half a second of Ctrl+C' {
        Add-ServerFault $server @{ method = 'GET'; path = 'page='; kind = 'hang'; times = 1 }
        $shell = [powershell]::Create([initialsessionstate]::CreateDefault2())
        try {
            $null = $shell.AddScript({ param($module, $url, $key)
                Import-Module $module
                $null = Connect-QlikSession $url -ApiKey (ConvertTo-SecureString $key -AsPlainText -Force)
                Get-QlikDataConnection }).AddArgument((Get-ModuleManifestPath)).AddArgument($server.url).AddArgument($server.apiKey)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -ge 100 } 'the first page is out while the second one hangs'
            $output.Count | Should -Be 100
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $running.IsCompleted | Should -BeTrue
        }
        finally { $shell.Dispose(); Clear-ServerFault $server }
    }

    It 'never ends silently: <kind> is an error after the rows' -ForEach @(
        @{ kind = 'foreignNext'; id = 'QlikUnexpectedResponse' }
        @{ kind = 'repeatedNext'; id = 'QlikUnexpectedResponse' }
        @{ kind = 'status'; id = 'QlikUnexpectedResponse' }
    ) {
        Add-ServerFault $server @{ method = 'GET'; path = 'page='; kind = $kind; times = 1; status = 200; body = '{ "data": { "qID": "7d0c" } }' }
        $caught = $null
        try { $rows = @(Get-QlikDataConnection) } catch { $caught = $_ }
        Clear-ServerFault $server
        $caught.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'ends with an error after the rows when there are fewer than announced, and lets the pipeline go on' {
        Add-ServerFault $server @{ method = 'GET'; path = 'page='; kind = 'status'; times = 1; status = 200; body = '{ "data": [], "meta": { "count": 5000 } }' }
        $problem = $null
        $rows = @(Get-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object { $_ })
        Clear-ServerFault $server
        $rows.Count | Should -Be 100
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
    }

    It 'asks again for half a page' {
        Add-ServerFault $server @{ method = 'GET'; path = 'page='; kind = 'status'; times = 1; status = 200; body = '{ "data": [ { "qID": "7d0c' }
        @(Get-QlikDataConnection).Count | Should -BeGreaterThan 1000
    }

    It 'says when the server left something out' {
        Add-ServerFault $server @{ method = 'GET'; path = 'data-connections'; kind = 'partialErrors'; times = 1 }
        $rows = Get-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        Clear-ServerFault $server
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
        $rows.Count | Should -BeGreaterThan 1000
    }
}

Describe 'Get-QlikSpace and Get-QlikUser' {
    It 'list, narrow and complain' {
        (Get-QlikSpace 'Fin*').Name | Should -Contain Finance
        (Get-QlikSpace -Type Data).Type | Select-Object -Unique | Should -Be 'Data'
        Get-QlikSpace Finanse -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSpaceNotFound,*'
        (Get-QlikUser '*berg').Email | Should -Be 'anna@acme.test'
        (Get-QlikUser 'Kim Larsen').Count | Should -Be 2
        Get-QlikUser nobody@acme.test -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikUserNotFound,*'
        @(Get-QlikUser).Count | Should -BeGreaterThan 7
    }
}

Describe 'Completion' {
    It 'offers <expected> for <line>' -ForEach @(
        @{ line = 'Get-QlikDataConnection -Space Mark'; expected = "'Marketing Ö'" }
        @{ line = 'Get-QlikDataConnection -Space Arc'; expected = 'Archive' }
        @{ line = 'Get-QlikDataConnection -Name "Sales D'; expected = "'Sales DWH'" }
        @{ line = 'Get-QlikDataConnection -Owner ann'; expected = "'anna@acme.test'" }
        @{ line = 'Get-QlikDataConnection -Session ser'; expected = 'server' }
    ) {
        $result = [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, @{})
        $result.CompletionMatches.CompletionText | Should -Contain $expected
    }

    It 'uses the sessions of -Session, by name and by object' {
        $null = Connect-QlikSession -Sandbox Repository -Name other
        try {
            $cloud = Get-QlikSession server
            foreach ($line in 'Get-QlikDataConnection -Session server -Space Arc', 'Get-QlikDataConnection -Session $cloud -Space Arc', 'Get-QlikDataConnection -Session server, other -Space Arc') {
                [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, @{}).CompletionMatches.CompletionText | Should -Be 'Archive' -Because $line
            }
            $line = 'Set-QlikDataConnection -Session server Payroll -Property '
            [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, @{}).CompletionMatches[0].CompletionText | Should -BeLike '@{ host*'
        }
        finally { Disconnect-QlikSession other }
    }

    It 'offers values and no file names for <line>' -ForEach @(
        @{ line = 'Set-QlikDataConnection x -AddTag '; some = $true }
        @{ line = 'Set-QlikDataConnection x -RemoveTag '; some = $true }
        @{ line = 'Get-QlikDataConnection -Tag '; some = $true }
        @{ line = 'Get-QlikDataConnection -Type '; some = $true }
        @{ line = 'Set-QlikDataConnection x -Type '; some = $true }
        @{ line = 'New-QlikDataConnection x -ConnectionString y -Type '; some = $true }
        @{ line = 'New-QlikDataConnection x -DataSourceId mssql -Gateway '; some = $false }
        @{ line = 'Restore-QlikDataConnection -Name '; some = $false }
        @{ line = 'Get-QlikDataCredential -Name '; some = $false }
    ) {
        Push-Location $TestDrive
        try {
            Set-Content 'a file.txt' ''
            $offered = @([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, @{}).CompletionMatches)
        }
        finally { Pop-Location }
        $offered | Where-Object ResultType -In 'ProviderItem', 'ProviderContainer' | Should -BeNullOrEmpty
        $offered.Count -gt 0 | Should -Be $some
    }

    It 'is silent without a session' {
        (Invoke-InRunspace -Script '[System.Management.Automation.CommandCompletion]::CompleteInput("Get-QlikDataConnection -Space A", 31, @{}).CompletionMatches.Count').Error | Should -BeNullOrEmpty
    }
}

Describe 'A row that says more than its Id' {
    BeforeAll {
        $script:one, $script:another = Get-QlikDataConnection -Space Sales -First 2
    }

    It 'and contradicts itself by <what> is one error, and the rest goes on' -ForEach @(
        @{ what = 'Name'; row = { [pscustomobject]@{ Id = $one.Id; Name = $another.Name } } }
        @{ what = 'SpaceName'; row = { [pscustomobject]@{ Id = "$($one.Id)"; SpaceName = 'Nowhere' } } }
        @{ what = 'both, from CSV'; row = { [pscustomobject]@{ Id = $one.Id; Name = 'x'; SpaceName = 'y' } | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ what = 'the name of a raw connection'; row = { [pscustomobject]@{ qID = $one.Id; qName = 'x'; qType = 'rest' } } }
    ) {
        $edited = & $row
        $got = $edited, $another | Get-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $got.Id | Should -Be $another.Id
        $problem.FullyQualifiedErrorId | Should -Be 'QlikInputContradiction,QlikConnections.Commands.GetQlikDataConnectionCommand'
        $problem.TargetObject | Should -Be $edited
        "$problem" | Should -Match 'row 1'
    }

    It 'and was saved before the connection was renamed and moved is read as it is now' {
        $subject = New-QlikDataConnection "saved $([guid]::NewGuid())" rest -Space Sales -Property @{ url = 'https://x.test' }
        $subject | Export-Clixml -Path (Join-Path $TestDrive 'saved.xml')
        $subject | Set-QlikDataConnection -NewName "now $($subject.Id)" -Space HR
        $now = Import-Clixml -Path (Join-Path $TestDrive 'saved.xml') | Get-QlikDataConnection -ErrorAction Stop
        $now.Name, $now.SpaceName | Should -Be "now $($subject.Id)", 'HR'
        $now | Remove-QlikDataConnection -Force -NoRecovery
    }

    It 'and agrees is read: <what>' -ForEach @(
        @{ what = 'names in another case'; row = { [pscustomobject]@{ Id = $one.Id; Name = $one.Name.ToUpperInvariant(); SpaceName = 'SALES' } } }
        @{ what = 'the id of the space'; row = { [pscustomobject]@{ Id = $one.Id; SpaceName = $one.SpaceId } } }
        @{ what = 'as Qlik Cloud writes it'; row = { [pscustomobject]@{ qID = "$($one.Id)"; qName = $one.Name; qType = $one.Type } } }
        @{ what = 'as Qlik Cloud writes it, without an id'; row = { [pscustomobject]@{ qName = $one.Name; qType = $one.Type } } }
    ) {
        (& $row | Get-QlikDataConnection -ErrorAction Stop).Id | Should -Contain $one.Id
    }
}

Describe 'What a list leaves out, and its order' {
    It '-Verbose says once per session what is left out, also for <what>' -ForEach @(
        @{ what = 'a list'; run = { Get-QlikDataConnection -First 1 -Verbose } }
        @{ what = 'a name'; run = { Get-QlikDataConnection -Name CRM -Verbose } }
        @{ what = 'piped names'; run = { 'CRM', 'Payroll' | Get-QlikDataConnection -Verbose } }
        @{ what = 'piped rows'; run = { [pscustomobject]@{ Name = 'CRM' }, [pscustomobject]@{ Name = 'Payroll' } | Get-QlikDataConnection -Verbose } }
        @{ what = 'piped names with -Filter'; run = { 'CRM', 'Payroll' | Get-QlikDataConnection -Filter 'qType co "Q"' -Verbose } }
    ) {
        @(& $run 4>&1 | Where-Object { "$_" -match 'data files' }).Count | Should -Be 1
    }

    It '-<order> is refused for piped input, whose order the output has: <what>' -ForEach @(
        @{ order = 'OrderBy'; value = 'Name'; what = 'names'; make = { 'CRM', 'Payroll' } }
        @{ order = 'OrderBy'; value = 'Modified'; what = 'rows'; make = { [pscustomobject]@{ Name = 'CRM' } } }
        @{ order = 'Descending'; value = $true; what = 'names'; make = { 'CRM', 'Payroll' } }
        @{ order = 'Descending'; value = $true; what = 'connections'; make = { Get-QlikDataConnection CRM } }
    ) {
        $value = @{ $order = $value }
        $given = & $make
        Clear-ServerRequest $server
        { $given | Get-QlikDataConnection @value } | Should -Throw -ErrorId 'QlikInputInvalid,*'
        @(Get-ServerRequest $server).Count | Should -Be 0
    }
}
