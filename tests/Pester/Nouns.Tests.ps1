# Objects of other kinds are piped to Get-QlikDataConnection, which lists their connections.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name tenant
    $script:site = Start-SandboxServer --repository
    $null = Connect-Site $site -Name site
    $null = Select-QlikSession tenant
    $script:all = Get-QlikDataConnection -IncludeDataFile
    # As from Export-Clixml or a job.
    function ConvertTo-Saved { param([Parameter(ValueFromPipeline)] $Object) process {
            [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object, 3)) } }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'Get-QlikDataConnection from the pipeline' {
    It 'lists the connections of <what>' -ForEach @(
        @{ what = 'a space'; expected = { $_.SpaceName -eq 'Finance' }; run = { Get-QlikSpace Finance | Get-QlikDataConnection } }
        @{ what = 'several spaces'; expected = { $_.SpaceName -in 'Finance', 'Sales' }; run = { Get-QlikSpace Finance, Sales | Get-QlikDataConnection } }
        @{ what = 'a saved space'; expected = { $_.SpaceName -eq 'Finance' }; run = { Get-QlikSpace Finance | ConvertTo-Saved | Get-QlikDataConnection } }
        @{ what = 'a selected space'; expected = { $_.SpaceName -eq 'Finance' }; run = { Get-QlikSpace Finance | Select-Object Id, Name | Get-QlikDataConnection } }
        @{ what = 'a user'; owner = 'Bob Meyer'; expected = { $true }; run = { Get-QlikUser 'Bob Meyer' | Get-QlikDataConnection } }
        @{ what = 'a saved user'; owner = 'Bob Meyer'; expected = { $true }; run = { Get-QlikUser 'Bob Meyer' | ConvertTo-Saved | Get-QlikDataConnection } }
        @{ what = 'a data source'; expected = { $_.DataSourceId -eq 'snowflake' }; run = { Get-QlikDataSource snowflake | Get-QlikDataConnection } }
        @{ what = 'data sources'; expected = { $_.DataSourceId -in 'snowflake', 'mssql' }; run = { Get-QlikDataSource snowflake, mssql | Get-QlikDataConnection } }
        @{ what = 'a session'; expected = { $true }; run = { Get-QlikSession tenant | Get-QlikDataConnection } }
        @{ what = 'spaces that a pattern fits'; expected = { $_.SpaceName -like 'F*' -or $_.SpaceName -like 'S*' }; run = { Get-QlikDataConnection -Space F*, S* } }
        @{ what = 'a space and a name'; expected = { $_.SpaceName -eq 'Finance' -and $_.Name -like 'L*' }; run = { Get-QlikSpace Finance | Get-QlikDataConnection L* } }
        @{ what = 'a space and an owner'; expected = { $_.SpaceName -eq 'Finance' -and $_.OwnerName -eq 'Bob Meyer' }; run = { Get-QlikSpace Finance | Get-QlikDataConnection -Owner 'Bob Meyer' } }
        @{ what = 'a space within a pattern of spaces'; expected = { $_.SpaceName -eq 'Finance' }; run = { Get-QlikSpace Finance, Sales | Get-QlikDataConnection -Space Fin* } }
    ) {
        $read = @(& $run)
        # -Owner also lists the personal space of the user.
        $candidates = if ($owner) { Get-QlikDataConnection -Owner $owner } else { $all }
        $ids = @($candidates | Where-Object { $_.DataSourceId } | Where-Object $expected).Id
        @($read | Where-Object DataSourceId).Id | Sort-Object | Should -Be ($ids | Sort-Object)
        $ids | Should -Not -BeNullOrEmpty
    }

    It 'says who uses a login' {
        $used = $all | Where-Object CredentialId | Select-Object -First 1
        $ids = @($all | Where-Object CredentialId -EQ $used.CredentialId).Id | Sort-Object
        (Get-QlikDataCredential -Id $used.CredentialId | Get-QlikDataConnection).Id | Sort-Object | Should -Be $ids
        (Get-QlikDataConnection -CredentialId $used.CredentialId).Id | Sort-Object | Should -Be $ids
        (Get-QlikDataCredential -Id $used.CredentialId | ConvertTo-Saved | Get-QlikDataConnection).Id | Sort-Object | Should -Be $ids
    }

    It 'says that there is no such login, and which is near: <what>' -ForEach @(
        @{ what = 'alone'; splat = @{} }
        @{ what = 'in a space'; splat = @{ Space = 'Finance' } }
        @{ what = 'with a name'; splat = @{ Name = '*' } }
    ) {
        $used = ($all | Where-Object CredentialId | Select-Object -First 1).CredentialId
        $typo = [guid]("$used" -replace '.$', $(if ("$used"[-1] -eq '0') { '1' } else { '0' }))
        $problem = { Get-QlikDataConnection -CredentialId $typo @splat -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikCredentialNotFound,*'
        "$problem" | Should -BeLike "*$typo*Did you mean*$used*"
        Get-QlikDataConnection -CredentialId $used, ([guid]::NewGuid()) -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        @($problem).Count | Should -Be 1
    }

    It 'takes a login that no connection in the list uses for what it is' {
        $used = ($all | Where-Object { $_.CredentialId -and $_.SpaceName -eq 'Finance' } | Select-Object -First 1).CredentialId
        Get-QlikDataConnection -CredentialId $used -Name 'no such *' -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'reads each session''s objects in that session' {
        (Get-QlikUser 'ACME\anna' -Session site | Get-QlikDataConnection).Session.Name | Select-Object -Unique | Should -Be 'site'
        (Get-QlikSession tenant, site | Get-QlikDataConnection -Name CRM).Session.Name | Should -Be 'tenant', 'site'
        (Get-QlikUser 'Anna Berg' -Session tenant, site | Get-QlikDataConnection).Session.Name | Select-Object -Unique | Should -Be 'tenant', 'site'
    }

    It 'lists the objects of a kind together: one list for each space' {
        $spaces = Get-QlikSpace Finance, Sales
        Clear-ServerRequest $server
        $null = $spaces | Get-QlikDataConnection
        $asked = @(Get-ServerRequest $server | Where-Object path -Like '*data-connections*')
        $asked.Count | Should -Be 2
        $asked.path | Should -BeLike '*spaceId=*'
    }

    It 'returns nothing for <what>, and asks for nothing' -ForEach @(
        @{ what = 'a pattern that fits no space'; run = { Get-QlikDataConnection -Space nowhere* } }
        @{ what = 'a space outside of -Space'; run = { $sales | Get-QlikDataConnection -Space Finance } }
    ) {
        $sales = Get-QlikSpace Sales
        $null = Get-QlikDataConnection -Space Finance -First 1
        Clear-ServerRequest $server
        & $run | Should -BeNullOrEmpty
        Get-ServerRequest $server | Where-Object path -Like '*data-connections*' | Should -BeNullOrEmpty
    }

    It 'takes -First, -Detailed and rows beside other objects' {
        @(Get-QlikSpace Finance, Sales | Get-QlikDataConnection -First 2).Count | Should -Be 2
        (Get-QlikSpace Finance | Get-QlikDataConnection -Detailed -First 1).Properties | Should -Not -BeNullOrEmpty
        @((Get-QlikSpace Finance), [pscustomobject]@{ Name = 'CRM' } | Get-QlikDataConnection).Name | Should -Contain 'CRM'
    }

    It 'takes rows and hashtables of a request' {
        $page = Invoke-QlikRequest '/api/v1/data-connections?limit=5&noDatafiles=true'
        $ids = @($page.data.qID)
        ($page.data | Get-QlikDataConnection).Id | ForEach-Object { "$_" } | Should -Be $ids
        ($page.data | ForEach-Object { @{ qID = $_.qID; qName = $_.qName } } | Get-QlikDataConnection).Id | ForEach-Object { "$_" } | Should -Be $ids
        ($page.data | Select-Object qName, qID | Set-QlikDataConnection -AddTag raw -PassThru -Confirm:$false).Id | ForEach-Object { "$_" } | Should -Be $ids
        $entities = Invoke-QlikRequest '/qrs/dataconnection' -Session site | Select-Object -First 3
        ($entities | Get-QlikDataConnection -Session site).Name | Should -Be $entities.name
    }

    It 'gives no warning about members of Invoke-QlikRequest, which nobody wrote, <platform>' -ForEach @(
        @{ platform = 'tenant'; get = { (Invoke-QlikRequest '/api/v1/data-connections?limit=3' -Session tenant).data }; session = 'tenant' }
        @{ platform = 'site'; get = { Invoke-QlikRequest '/qrs/dataconnection/full' -Session site | Select-Object -First 3 }; session = 'site' }
    ) {
        $rows = & $get
        $read = $rows | Get-QlikDataConnection -Session $session -WarningVariable warned -WarningAction SilentlyContinue
        $read.Count | Should -Be 3
        $warned | Should -BeNullOrEmpty
        $rows | Add-Member -NotePropertyName NewNmae -NotePropertyValue x
        $null = $rows | Get-QlikDataConnection -Session $session -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike '*not used: NewNmae.'
    }

    It 'takes the id of an object in the place of the name' {
        $one = $all | Where-Object Name -EQ CRM
        (Set-QlikDataConnection $one.Id -AddTag byId -PassThru -Confirm:$false).Id | Should -Be $one.Id
        (Get-QlikDataConnection $one.Id).Id | Should -Be $one.Id
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'a piped session beside -Session'; id = 'QlikInputInvalid'; run = { Get-QlikSession tenant | Get-QlikDataConnection -Session site } }
        @{ what = 'a name beside piped names'; id = 'QlikInputInvalid'; run = { 'CRM' | Get-QlikDataConnection -Name CRM } }
        @{ what = 'a space that is piped to a change'; id = 'QlikInputInvalid'; run = { Get-QlikSpace Finance | Set-QlikDataConnection -AddTag x } }
    ) {
        $problem = try { & $run 2>&1 } catch { $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
