# A list that is not complete: what came is emitted, then one error says that something is missing.
Describe 'A list that ends before its announced count' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $server = Start-SandboxServer
        $null = Connect-Server $server
    }

    BeforeEach { Clear-ServerFault $server; Clear-ServerRequest $server }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
    }

    It '<what>' -ForEach @(
        @{ what = 'Get-QlikSpace'; path = 'spaces'; rows = @{ id = 's1'; name = 'One'; type = 'shared' }, @{ id = 's2'; name = 'Two'; type = 'shared' }; run = { (Get-QlikSpace @quiet).Id } }
        @{ what = 'Get-QlikUser'; path = 'users'; rows = @{ id = 'u1'; name = 'One' }, @{ id = 'u2'; name = 'Two' }; run = { (Get-QlikUser @quiet).Id } }
        @{ what = 'Invoke-QlikRequest -FollowLinks'; path = 'items'; rows = @{ id = 'i1' }, @{ id = 'i2' }; run = { (Invoke-QlikRequest /api/v1/items -FollowLinks @quiet).id } }
        @{ what = 'Invoke-QlikRequest -FollowLinks, rows without id'; path = 'items'; rows = @{ x = 'i1' }, @{ x = 'i2' }; run = { (Invoke-QlikRequest /api/v1/items -FollowLinks @quiet).x } }
    ) {
        Add-ServerFault $server @{ method = 'GET'; path = "/$path([?]|`$)"; kind = 'status'; status = 200; times = 9; body = @{ data = $rows; meta = @{ count = 5 }; links = @{} } | ConvertTo-Json -Depth 5 }
        $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
        $came = . $run
        $came | Should -HaveCount 2
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
    }

    It 'Get-QlikDataCredential -Orphaned' {
        Add-ServerFault $server @{ method = 'POST'; path = 'filter-orphan'; kind = 'status'; status = 200; body = @{ count = 3; data = @(@{ qID = '00000000-0000-0000-0000-000000000001'; qName = 'One' }) } | ConvertTo-Json -Depth 5 }
        $orphans = Get-QlikDataCredential -Orphaned -ErrorAction SilentlyContinue -ErrorVariable problem
        $orphans | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
    }

    It '<what>, where the server says that it left something out' -ForEach @(
        @{ what = 'Get-QlikSpace'; path = 'spaces'; run = { Get-QlikSpace @quiet } }
        @{ what = 'Get-QlikUser'; path = 'users'; run = { Get-QlikUser @quiet } }
        @{ what = 'Invoke-QlikRequest -FollowLinks'; path = 'spaces'; run = { Invoke-QlikRequest /api/v1/spaces -FollowLinks @quiet } }
    ) {
        Add-ServerFault $server @{ method = 'GET'; path = "/$path([?]|`$)"; kind = 'partialErrors'; times = 9 }
        $quiet = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'problem' }
        . $run | Should -Not -BeNullOrEmpty
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
    }

    It 'finds a space that came, and does not say that one is not there which may only be missing' {
        Add-ServerFault $server @{ method = 'GET'; path = '/spaces([?]|$)'; kind = 'status'; status = 200; times = 9; body = '{"data":[{"id":"s1","name":"One","type":"shared"}],"meta":{"count":5},"links":{}}' }
        $session = Connect-Server $server -Name fresh
        $problem = { New-QlikDataConnection x mssql -Space Nowhere -Session fresh -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
        (Get-QlikSpace One -Session fresh -ErrorAction SilentlyContinue).Id | Should -Be 's1'
        Disconnect-QlikSession $session
    }

    It 'follows links: a row that two pages bring comes out once, and is counted once' {
        $second = @{ data = @(@{ id = 'b' }, @{ id = 'c' }); meta = @{ count = 3 }; links = @{ next = @{ href = '' } } } | ConvertTo-Json -Depth 5
        Add-ServerFault $server @{ method = 'GET'; path = 'items[?]page=2'; kind = 'status'; status = 200; body = $second }
        $first = @{ data = @(@{ id = 'a' }, @{ id = 'b' }); meta = @{ count = 3 }; links = @{ next = @{ href = '/api/v1/items?page=2' } } } | ConvertTo-Json -Depth 5
        Add-ServerFault $server @{ method = 'GET'; path = 'items$'; kind = 'status'; status = 200; body = $first }
        (Invoke-QlikRequest /api/v1/items -FollowLinks -ErrorAction Stop).id | Should -Be 'a', 'b', 'c'
    }

    It 'follows links: a list that is asked for from its middle is not measured by its count' {
        Add-ServerFault $server @{ method = 'GET'; path = 'items'; kind = 'status'; status = 200; body = '{"data":[{"id":"c"}],"meta":{"count":3},"links":{}}' }
        (Invoke-QlikRequest '/api/v1/items?page=2' -FollowLinks -ErrorAction Stop).id | Should -Be 'c'
    }

    It 'follows links: empty pages without end do end' {
        Add-ServerFault $server @{ method = 'GET'; path = 'items'; kind = 'status'; status = 200; times = 1; body = '{"data":[{"id":"a"}],"links":{"next":{"href":"/api/v1/items?page=1"}}}' }
        1..30 | ForEach-Object { Add-ServerFault $server @{ method = 'GET'; path = "items[?]page=$_`$"; kind = 'status'; status = 200; body = "{`"data`":[],`"links`":{`"next`":{`"href`":`"/api/v1/items?page=$($_ + 1)`"}}}" } }
        (Invoke-QlikRequest /api/v1/items -FollowLinks -ErrorAction SilentlyContinue -ErrorVariable problem).id | Should -Be 'a'
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPartialResult,*'
    }
}
