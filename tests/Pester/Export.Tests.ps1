# Export-QlikDataConnection on the packaged module: requests, what is written, and when nothing is.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $script:site = Start-SandboxServer @('--repository')
    $null = Connect-Site $site -Name site
    $null = Select-QlikSession server
    $null = Get-QlikDataConnection # the names are known from here on
    # The last error, whether or not it ended the command.
    function Id-Of {
        param([scriptblock] $Run)
        $ErrorActionPreference = 'Continue'
        try { $null = & $Run 2>&1; $Error[0].FullyQualifiedErrorId } catch { $_.FullyQualifiedErrorId }
    }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'An export' {
    BeforeEach {
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive (New-Guid))).FullName
        $script:file = Join-Path $folder 'all.json'
        Clear-ServerRequest $server
    }
    AfterEach { Clear-ServerFault $server }

    It 'reads the list once, and is byte for byte that of piped connections, which cost nothing' {
        Export-QlikDataConnection $file | Should -BeNullOrEmpty
        @(Get-ServerRequest $server).Count | Should -Be 1
        $connections = Get-QlikDataConnection
        Clear-ServerRequest $server
        $connections | Sort-Object { Get-Random } | Export-QlikDataConnection (Join-Path $folder piped.json)
        @(Get-ServerRequest $server).Count | Should -Be 0
        (Get-FileHash (Join-Path $folder piped.json)).Hash | Should -Be (Get-FileHash $file).Hash
        @((Get-Content $file -Raw | ConvertFrom-Json).connections).Count | Should -Be $connections.Count
        @(Get-ChildItem $folder).Count | Should -Be 2 -Because 'no temporary file remains'
    }

    It 'of a client-managed site has owners and custom properties by name' {
        Export-QlikDataConnection $file -Session site
        $export = Get-Content $file -Raw | ConvertFrom-Json
        $export.platform | Should -Be 'Repository'
        $there = Get-QlikDataConnection -Session site
        $export.connections.Count | Should -Be $there.Count
        $some = $there | Where-Object { $_.CustomProperties.Count -gt 0 } | Select-Object -First 1
        $same = $export.connections | Where-Object { $_.provenance.id -eq $some.Id }
        $same.owner | Should -Be $some.OwnerName
        @($same.customProperties.PSObject.Properties.Name) | Should -Be @($some.CustomProperties.Keys | Sort-Object)
    }

    It 'to the pipeline is one text, the same as the file' {
        Export-QlikDataConnection $file -Name Sales*
        $text = Export-QlikDataConnection - -Name Sales*
        @($text).Count | Should -Be 1
        "$text`n" | Should -BeExactly (Get-Content $file -Raw)
    }

    It 'takes rows, ids and names, and reads them together' {
        $some = Get-QlikDataConnection -First 3
        Clear-ServerRequest $server
        $text = ($some[0] | Select-Object Id, Name), $some[1].Id, $some[2].Name | Export-QlikDataConnection -
        ($text | ConvertFrom-Json).connections.provenance.id | Sort-Object | Should -Be ($some.Id.Guid | Sort-Object)
        @(Get-ServerRequest $server).Count | Should -BeLessThan 3
    }

    It 'has properties where they were read' {
        $connection = Get-QlikDataConnection 'Sales DWH' -Detailed | Select-Object -First 1
        $exported = ($connection | Export-QlikDataConnection - | ConvertFrom-Json).connections[0]
        $exported.properties.PSObject.Properties.Name | Should -Contain 'host'
    }

    It 'asks, and with -WhatIf writes nothing' {
        Export-QlikDataConnection $file -WhatIf
        Export-QlikDataConnection (Join-Path $folder new) -WhatIf
        @(Get-ChildItem $folder).Count | Should -Be 0
    }

    It 'to the pipeline writes nothing anywhere, so -WhatIf changes nothing about it' {
        (Export-QlikDataConnection - -Name 'Open data' -WhatIf | ConvertFrom-Json).connections[0].name | Should -Be 'Open data'
    }

    It 'refuses a blank path before anything is read' {
        Id-Of { Export-QlikDataConnection '  ' } | Should -BeLike 'QlikInputInvalid,*'
        @(Get-ServerRequest $server).Count | Should -Be 0
    }

    It 'in a folder keeps files of other connections and says so; -Prune deletes them' {
        $target = Join-Path $folder backup
        $some = Get-QlikDataConnection -First 3
        $some | Export-QlikDataConnection $target
        $some | Select-Object -First 2 | Export-QlikDataConnection $target -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        @(Get-ChildItem $target).Count | Should -Be 3
        $some | Select-Object -First 2 | Export-QlikDataConnection $target -Prune
        @(Get-ChildItem $target).Count | Should -Be 2
    }

    It 'warns of owners whose names cannot be read, and has their ids in the provenance' {
        $fresh = Connect-Server $server -Name fresh
        $null = Select-QlikSession server
        Add-ServerFault $server @{ method = 'POST'; path = '/users/actions/filter'; kind = 'status'; status = 403; times = 99 }
        Export-QlikDataConnection $file -Session $fresh -Name 'Sales DWH' -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'no name for the owner of \d+ connection'
        (Get-Content $file -Raw | ConvertFrom-Json).connections[0].provenance.ownerId | Should -Not -BeNullOrEmpty
    }

    It 'is not written: <what>' -ForEach @(
        @{ what = 'a name is missing'; id = 'QlikExportIncomplete'; run = { Export-QlikDataConnection $file -Name nix } }
        @{ what = 'a row is missing'; id = 'QlikExportIncomplete'; run = { 'Sales DWH', 'nix' | Export-QlikDataConnection $file } }
        @{ what = 'nothing is piped'; id = 'QlikInputInvalid'; run = { @() | Export-QlikDataConnection $file } }
        @{ what = 'two sessions'; id = 'QlikInputInvalid'; run = { Export-QlikDataConnection $file -Session server, site } }
        @{ what = 'connections of two servers'; id = 'QlikExportIncomplete'; run = {
                (Get-QlikDataConnection -First 1), (Get-QlikDataConnection -First 1 -Session site) | Export-QlikDataConnection $file } }
        @{ what = '-Prune of a file'; id = 'QlikInputInvalid'; run = { Export-QlikDataConnection $file -Prune } }
        @{ what = 'spaces cannot be read'; id = 'QlikInputInvalid'; run = {
                $fresh = Connect-Server $server -Name fresh
                $null = Select-QlikSession server
                Add-ServerFault $server @{ method = 'GET'; path = '/spaces'; kind = 'status'; status = 403; times = 99 }
                Export-QlikDataConnection $file -Session $fresh } }
        @{ what = 'connections without names of spaces'; id = 'QlikInputInvalid'; run = {
                Get-QlikDataConnection -NoNameLookup | Export-QlikDataConnection $file } }
        @{ what = 'an incomplete list'; id = 'QlikPartialResult'; run = {
                Add-ServerFault $server @{ method = 'GET'; path = '/data-connections([?]|$)'; kind = 'partialErrors'; times = 9 }
                Export-QlikDataConnection $file } }
        @{ what = 'a sign-in that ended'; id = 'QlikAuthenticationFailed'; run = {
                Add-ServerFault $server @{ method = 'GET'; path = '/data-connections([?]|$)'; kind = 'status'; status = 401; times = 9 }
                Export-QlikDataConnection $file } }
    ) {
        'Sales DWH' | Export-QlikDataConnection $file
        $before = (Get-FileHash $file).Hash
        Id-Of $run | Should -BeLike "$id,*"
        (Get-FileHash $file).Hash | Should -Be $before
        @(Get-ChildItem $folder).Count | Should -Be 1
    }

    It 'asks the server nothing for a target that cannot be written' {
        Set-Content $file 'mine'
        Id-Of { Export-QlikDataConnection $file } | Should -BeLike 'QlikExportExists,*'
        Id-Of { Export-QlikDataConnection (Join-Path $folder none/all.json) } | Should -BeLike 'QlikExportUnwritable,*'
        @(Get-ServerRequest $server).Count | Should -Be 0
        Get-Content $file | Should -Be 'mine'
        Export-QlikDataConnection $file -Force -Name 'Sales DWH'
        (Get-Content $file -Raw | ConvertFrom-Json).format | Should -Be 'QlikConnections export'
    }

    It 'has no secret in any file, and none on the way' {
        $marker = 'MARKER-77ab'
        $made = New-QlikDataConnection 'with secret' -ConnectionString "CUSTOM CONNECT TO `"provider=QvRestConnectorPackage.exe;url=https://x.test;password=$marker;`"" -Type QvRestConnectorPackage.exe -DataSourceId rest -Space HR
        try {
            Export-QlikDataConnection $file
            $made | Export-QlikDataConnection (Join-Path $folder backup)
            Get-ChildItem $folder -File -Recurse | ForEach-Object { Get-Content $_ -Raw | Should -Not -Match $marker }
            Get-Content $file -Raw | Should -Match 'with secret'
        }
        finally { $made | Remove-QlikDataConnection -Force -NoRecovery }
    }
}
