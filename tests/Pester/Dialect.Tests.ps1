#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
<#
    Namespaces, dialects, notices of deprecation, and requests of one's own: the packaged module against servers of both times.
#>

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:dcaas = '/api/v1/dcaas/actions/data-connections'

    function Connect-Dialect {
        param($Server, [string] $Name = 'server', [hashtable] $Splat = @{})
        $session = Connect-QlikSession -Tenant $Server.url -ApiKey (ConvertTo-Secret $Server.apiKey) -Name $Name @Splat
        Clear-ServerRequest $Server
        $session
    }

    function Get-ServerLine { param($Server) Get-ServerRequest $Server | ForEach-Object { "$($_.method) $(($_.path -split '\?')[0])" } }
}

Describe 'Sessions' {
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'speak to the classic addresses of today unless told otherwise, and show it' {
        $session = Connect-QlikSession -Sandbox Cloud
        $session.ApiNamespace | Should -Be 'V1'
        $session.Dialect | Should -Be 'Current'
        $session | Format-List | Out-String | Should -Match '(?s)ApiNamespace\s+: V1\s+Dialect\s+: Current'
    }

    It 'show nothing of the kind on client-managed sites' {
        $session = Connect-QlikSession -Sandbox Repository
        $session.ApiNamespace | Should -BeNullOrEmpty
        $session | Format-List | Out-String | Should -Not -Match 'Dialect'
    }

    It 'of a client-managed sandbox take neither' {
        { Connect-QlikSession -Sandbox Repository -Dialect Legacy } | Should -Throw -ErrorId 'QlikNotSupported,*'
        { Connect-QlikSession -Sandbox Repository -ApiNamespace Connectivity } | Should -Throw -ErrorId 'QlikNotSupported,*'
    }

    It 'are never legacy and namespaced at once' {
        $caught = { Connect-QlikSession -Sandbox Cloud -Dialect Legacy -ApiNamespace Connectivity } | Should -Throw -ErrorId 'QlikDialectInvalid,*' -PassThru
        $caught.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-QlikSession | Should -BeNullOrEmpty
    }

    It 'start a sandbox of the time they speak of' {
        $null = Connect-QlikSession -Sandbox Cloud -Dialect Legacy
        $made = New-QlikDataConnection -Name Old -DataSourceId rest -Property @{ url = 'https://x.test' } -WarningVariable warned
        $made.SpaceName | Should -Be 'Personal'
        $made.ConnectionString | Should -Match 'QvRestConnector'
        ($made | Set-QlikDataConnection -NewName Older -PassThru).Name | Should -Be 'Older'
        { Invoke-QlikRequest "/api/v1/data-connections/$($made.Id)" -Method Patch -Body '[]' -ErrorAction Stop } | Should -Throw -ErrorId 'QlikRequestRejected,*'
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'The connectivity namespace' {
    BeforeAll { $script:server = Start-SandboxServer }
    AfterAll { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $server }

    It 'is used by every cmdlet, from creation to deletion' {
        $null = Connect-Dialect $server -Splat @{ ApiNamespace = 'Connectivity' }
        $made = New-QlikDataConnection -Name Twin -DataSourceId rest -Property @{ url = 'https://x.test' } -Space Finance
        $made.Created | Should -Not -BeNullOrEmpty
        Set-QlikDataConnection -Name Twin -AddTag new
        (Get-QlikDataConnection -Name Twin -Detailed).Properties['url'] | Should -Be 'https://x.test'
        Move-QlikDataConnectionOwner -Name Twin -NewOwner bob@acme.test -WarningAction SilentlyContinue
        (Get-QlikDataConnection -Name Twin).OwnerName | Should -Be 'Bob Meyer'
        Remove-QlikDataConnection -Name Twin -Force -NoRecovery
        @(Get-ServerLine $server | Where-Object { $_ -notmatch '^\w+ /api/(connectivity/data-(connections|sources)|v1/(spaces|users))' }) | Should -BeNullOrEmpty
        @(Get-ServerLine $server) | Should -Contain 'POST /api/connectivity/data-connections/actions/update'
    }
}

Describe 'The legacy dialect' {
    BeforeAll {
        $script:old = Start-SandboxServer -ArgumentList '--legacy'
        $null = Connect-Dialect $old -Splat @{ Dialect = 'Legacy' }
    }
    AfterAll { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $old }
    BeforeEach { Clear-ServerRequest $old }

    It 'creates over dcaas and reads back' {
        $made = New-QlikDataConnection -Name Bucket -DataSourceId File_AmazonS3ConnectorV2 -Space Finance -Tag one -Property @{
            region = 'us-east-1'; bucketName = 'bucket-name'; accessKey = ConvertTo-Secret 'AK'; secretKey = ConvertTo-Secret 'SK'
        }
        $made.SpaceName | Should -Be 'Finance'
        $made.Tags | Should -Contain 'one'
        $made.Type | Should -Be 'QvWebStorageProviderConnectorPackage.exe'
        @(Get-ServerLine $old) | Should -Contain "POST $dcaas"
        @(Get-ServerLine $old) | Should -Not -Contain 'POST /api/v1/data-connections'
    }

    It 'reads one as dcaas and the list know it' {
        $row = Get-QlikDataConnection -Name CRM
        Clear-ServerRequest $old
        $one = Get-QlikDataConnection -Id $row.Id
        @(Get-ServerLine $old) | Should -Be "GET $dcaas/$($row.Id)", "GET /api/v1/data-connections/$($row.Id)"
        $one.Properties['url'] | Should -Not -BeNullOrEmpty
        foreach ($property in 'Name', 'Type', 'ConnectionString', 'SpaceName', 'OwnerName', 'Created', 'Modified') { $one.$property | Should -Be $row.$property }
    }

    It 'changes name and space, and shows the refusal of what that time could not patch' {
        Set-QlikDataConnection -Name CRM -NewName 'CRM 2' -Space Archive
        (Get-QlikDataConnection -Name 'CRM 2').SpaceName | Should -Be 'Archive'
        Set-QlikDataConnection -Name 'CRM 2' -AddTag x -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
        "$($failed[0])" | Should -Match '/tags'
    }

    It 'is refused by a tenant of today, in the words of the tenant' {
        $today = Start-SandboxServer
        try {
            $null = Connect-Dialect $today -Name today -Splat @{ Dialect = 'Legacy' }
            Set-QlikDataConnection -Name CRM -NewName New -Session today -ErrorAction SilentlyContinue -ErrorVariable failed -WarningAction SilentlyContinue
            $failed[0].FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
            (Get-QlikDataConnection -Name CRM -Session today).Count | Should -Be 1
        }
        finally {
            Get-QlikSession | Where-Object Name -EQ today | Disconnect-QlikSession
            Stop-SandboxServer $today
        }
    }
}

Describe 'Notices of deprecation' {
    BeforeAll { $script:server = Start-SandboxServer -ArgumentList '--deprecate-v1' }
    AfterAll { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $server }

    It 'come once per endpoint and session, as warnings' {
        $null = Connect-Dialect $server -Name one
        $null = Get-QlikDataConnection -Name CRM -WarningVariable first 3> $null
        $null = Get-QlikDataConnection -Name Sales* -WarningVariable second 3> $null
        Set-QlikDataConnection -Name CRM -Tag x -WarningVariable third 3> $null
        $first | Should -Be "Qlik has announced the end of GET /api/v1/data-connections. Deprecated since 2026-11-12. It may stop working after 2027-11-01. See $($server.url)/api/connectivity/data-connections."
        $second | Should -BeNullOrEmpty
        $third | Should -HaveCount 1
        "$third" | Should -BeLike '*PATCH /api/v1/data-connections/{id}.*'

        $null = Connect-Dialect $server -Name two
        $null = Get-QlikDataConnection -Name CRM -WarningVariable again 3> $null
        $again | Should -HaveCount 1
    }

    It 'do not come in the namespace that stays' {
        $null = Connect-Dialect $server -Name three -Splat @{ ApiNamespace = 'Connectivity' }
        $null = Get-QlikDataConnection -Name CRM -WarningVariable warned
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-QlikRequest' {
    BeforeAll {
        $script:server = Start-SandboxServer
        $null = Connect-Dialect $server
    }
    AfterAll { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $server }
    BeforeEach { Clear-ServerRequest $server; Clear-ServerFault $server }

    It 'gives objects with typed members' {
        $page = Invoke-QlikRequest /api/v1/data-connections -Query @{ limit = 2; noDatafiles = $true; filter = 'qName sw "Sales"'; sort = '+qName' }
        $page | Should -BeOfType pscustomobject
        @($page.data) | Should -HaveCount 2
        $page.meta.count | Should -BeOfType long
        $page.data[0].qSeparateCredentials | Should -BeOfType bool
        $page.data[0].created | Should -BeOfType string
        @($page.data[0].privileges) | Should -Contain 'read'
        (Get-ServerRequest $server).path | Should -Match 'sort=%2BqName'
        (Get-ServerRequest $server).path | Should -Match 'noDatafiles=true'
    }

    It 'follows the links and emits the items' {
        $rows = Invoke-QlikRequest '/api/v1/data-connections?limit=10&noDatafiles=true' -FollowLinks
        @(Get-ServerRequest $server) | Should -HaveCount ([math]::Ceiling($rows.Count / 10))
        # What the path does not ask for, connections of disabled data sources, is not in it.
        $rows.qName | Should -Be (Get-QlikDataConnection -ExcludeDisabled).Name
    }

    It 'follows no link that leads <where>' -ForEach @(
        @{ where = 'to another server'; kind = 'foreignNext'; id = 'QlikRequestInvalid' }
        @{ where = 'in a circle'; kind = 'repeatedNext'; id = 'QlikUnexpectedResponse' }
    ) {
        Add-ServerFault $server @{ method = 'GET'; path = 'data-connections'; kind = $kind; times = 9 }
        $rows = Invoke-QlikRequest '/api/v1/data-connections?limit=10' -FollowLinks -ErrorAction SilentlyContinue -ErrorVariable failed
        $rows | Should -HaveCount 10
        $failed[0].FullyQualifiedErrorId | Should -BeLike "$id,*"
        @(Get-ServerRequest $server) | Should -HaveCount 1
    }

    It 'creates, changes and deletes' {
        $secret = ConvertTo-Secret 'hidden-word-1'
        $body = @{ datasourceID = 'mssql'; qName = 'Own'; tags = @('a'); connectionProperties = [pscustomobject] @{ host = 'h'; password = $secret; username = 'u' } }
        $all = & { $DebugPreference = 'Continue'; $script:made = Invoke-QlikRequest /api/v1/data-connections -Method Post -Body $body -Verbose } 4>&1 5>&1 | Out-String
        $made.qName | Should -Be 'Own'
        $made.qCredentialsID | Should -Not -BeNullOrEmpty
        $all | Should -Match 'POST /api/v1/data-connections: 201'
        $all | Should -Not -Match 'hidden-word-1'
        $operations = , @{ op = 'replace'; path = '/qName'; value = 'Own 2' }
        Invoke-QlikRequest "/api/v1/data-connections/$($made.qID)" -Method Patch -Body $operations | Should -BeNullOrEmpty
        (Get-QlikDataConnection -Id $made.qID).Name | Should -Be 'Own 2'
        Invoke-QlikRequest "/api/v1/data-connections/$($made.qID)" -Method Delete | Should -BeNullOrEmpty
        { Get-QlikDataConnection -Id $made.qID -ErrorAction Stop } | Should -Throw -ErrorId 'QlikDataConnectionNotFound,*'
    }

    It 'changes nothing with -WhatIf, and reads all the same' {
        $id = (Get-QlikDataConnection -Name CRM).Id
        Clear-ServerRequest $server
        Invoke-QlikRequest "/api/v1/data-connections/$id" -Method Delete -WhatIf
        Get-ServerRequest $server | Should -BeNullOrEmpty
        (Invoke-QlikRequest "/api/v1/data-connections/$id" -WhatIf).qName | Should -Be 'CRM'
    }

    It 'shows the words of the server, and goes on with the other sessions' {
        $null = Connect-Dialect $server -Name member
        Invoke-QlikRequest /api/v1/data-connections -Method Post -Body '{}' -Session server, member -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed | Should -HaveCount 2
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
        "$($failed[0])" | Should -Match 'datasourceID is missing'
        $failed[0].TargetObject | Should -Be '/api/v1/data-connections'
    }

    It 'sends nothing to <path>' -ForEach @(
        @{ path = 'https://attacker.example.test/api/v1/users/me' }, @{ path = '//attacker.example.test/x' }, @{ path = '\\attacker.example.test\x' }
        @{ path = '/api/v1/../../oauth/token' }, @{ path = '/api/%2e%2e/x' }, @{ path = 'file:///etc/passwd' }
    ) {
        foreach ($method in 'Get', 'Delete') {
            { Invoke-QlikRequest $path -Method $method -ErrorAction Stop -Confirm:$false } | Should -Throw -ErrorId 'QlikRequestInvalid,*'
        }
        Get-ServerRequest $server | Should -BeNullOrEmpty
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'a GET with a body'; run = { Invoke-QlikRequest /api/v1/spaces -Body @{ a = 1 } -ErrorAction Stop } }
        @{ what = 'links of a change'; run = { Invoke-QlikRequest /api/v1/spaces -Method Post -Body '{}' -FollowLinks -ErrorAction Stop } }
    ) {
        $run | Should -Throw -ErrorId 'QlikRequestInvalid,*'
        Get-ServerRequest $server | Should -BeNullOrEmpty
    }

    It 'gives text as text' {
        Add-ServerFault $server @{ method = 'GET'; path = 'export'; kind = 'status'; status = 200; body = 'a;b'; type = 'text/csv' }
        Invoke-QlikRequest /api/v1/export | Should -BeExactly 'a;b'
    }

    It 'repeats a GET and not a POST' {
        Add-ServerFault $server @{ method = 'GET'; path = 'spaces'; kind = 'status'; status = 503; times = 1 }
        (Invoke-QlikRequest /api/v1/spaces -Query @{ limit = 1 }).data | Should -HaveCount 1
        Add-ServerFault $server @{ method = 'POST'; path = 'spaces'; kind = 'status'; status = 503; times = 1 }
        # Nobody says whether the space was made, so the error does not either.
        { Invoke-QlikRequest /api/v1/spaces -Method Post -Body @{ name = 'N'; type = 'shared' } -ErrorAction Stop } | Should -Throw -ErrorId 'QlikOutcomeUnknown,*'
        @(Get-ServerLine $server | Where-Object { $_ -like 'POST*' }) | Should -BeNullOrEmpty
    }
}

Describe 'Invoke-QlikRequest on a client-managed site' {
    BeforeAll {
        $script:site = Start-SandboxServer -ArgumentList '--repository'
        $null = Connect-Site $site
    }
    AfterAll { Get-QlikSession | Disconnect-QlikSession; Stop-SandboxServer $site }

    It 'adds key, identity and prefix' {
        (Invoke-QlikRequest about).buildVersion | Should -Not -BeNullOrEmpty
        $names = (Invoke-QlikRequest /qrs/dataconnection -Query @{ filter = "type eq 'folder'" }).name
        $names | Should -HaveCount (Get-QlikDataConnection -Type folder).Count
        (Invoke-QlikRequest /qrs/tag -Method Post -Body @{ name = 'by hand' }).name | Should -Be 'by hand'
    }

    It 'has no links to follow' {
        { Invoke-QlikRequest about -FollowLinks -ErrorAction Stop } | Should -Throw -ErrorId 'QlikNotSupported,*'
    }
}
