# What New-QlikDataConnection makes of rows and of connections as the APIs and older tools write them, and what its rehearsal says.

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $null = Connect-Site $site -Name site
    $null = Connect-Server $server -Name server
    $script:mssql = @{ DataSourceId = 'mssql'; Property = @{ host = 'db.acme.test'; port = '1433'; database = 'dwh' } }
    function Get-Failure { param([scriptblock] $Script) try { $null = & $Script 2>&1 | ForEach-Object { if ($_ -is [System.Management.Automation.ErrorRecord]) { throw $_ } } } catch { $_ } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'An entity of a client-managed site' {
    It 'is created with all that it says: <note>' -ForEach @(
        @{ note = 'full'; json = '{"id":"00000000-1111-4222-8333-000000000102","createdDate":"2020-03-03T18:50:00Z","modifiedByUserName":"ACME\\anna","customProperties":[{"value":"Sales","definition":{"id":"00000000-1111-4222-8333-0000000000d1","name":"Department"},"schemaPath":"CustomPropertyValue"},{"value":"Test","definition":{"name":"Environment"}}],"owner":{"id":"00000000-1111-4222-8333-0000000000ab","userId":"anna","userDirectory":"ACME","name":"Anna"},"name":"raw full","connectionstring":"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://a.test/\"","type":"QvRestConnector.exe","engineObjectId":"00000000-1111-4222-8333-000000000102","username":"","logOn":1,"architecture":1,"tags":[{"id":"00000000-1111-4222-8333-0000000000e1","name":"prod"},{"name":"stale"}],"privileges":null,"schemaPath":"DataConnection"}'; tags = 'prod', 'stale'; logOn = 'CurrentUser'; architecture = 'X86' }
        @{ note = 'words, one tag as an object, dates as text'; json = '{"createdDate":"2020/03/03 18:50","customProperties":{"value":"Sales","definition":{"name":"Department"}},"owner":{"userId":"anna","userDirectory":"ACME"},"name":"raw words","connectionstring":"CUSTOM CONNECT TO \"provider=QvRestConnector.exe;url=https://a.test/\"","type":"QvRestConnector.exe","engineObjectId":"x","logOn":"LOG_ON_CURRENT_USER","architecture":"x86","tags":{"name":"prod"},"schemaPath":"DataConnection"}'; tags = @('prod'); logOn = 'CurrentUser'; architecture = 'X86' }
    ) {
        $made = $json | ConvertFrom-Json | New-QlikDataConnection -Session site -Confirm:$false
        $made.Tags | Should -Be $tags
        $made.CustomProperties['Department'] | Should -Be 'Sales'
        $made.LogOn | Should -Be $logOn
        $made.Architecture | Should -Be $architecture
        $made.OwnerName | Should -Match 'Anna'
        $made.ConnectionString | Should -Be ($json | ConvertFrom-Json).connectionstring
    }

    It 'with tags null, or of few members, is created, and a login that is not taken over is named once' {
        $warnings = $null
        $made = '[{"name":"raw a","connectionstring":"c:\\a\\","type":"folder","engineObjectId":"1","username":"reader","password":"invented","tags":null,"logOn":"LOG_ON_SERVICE_USER","architecture":"Undefined"},{"name":"raw b","connectionstring":"c:\\b\\","type":"folder","username":"reader"}]' |
            ConvertFrom-Json | New-QlikDataConnection -Session site -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        $made.Name | Should -Be 'raw a', 'raw b'
        $warnings.Count | Should -Be 1
        "$warnings" | Should -Match 'password, username'
        "$warnings" | Should -Not -Match 'invented'
    }
}

Describe 'A connection as Qlik Cloud writes it' {
    It 'is created from its properties, also when they are text: <form>' -ForEach @(
        @{ form = 'object'; properties = '{"host":"h.test","port":"1433","database":"d"}' }
        @{ form = 'text'; properties = '"{\"host\":\"h.test\",\"port\":\"1433\",\"database\":\"d\"}"' }
    ) {
        $row = '{"qID":"00000000-1111-4222-8333-000000000012","qName":"raw ' + $form + '","qType":"QvOdbcConnectorPackage.exe","datasourceID":"mssql","connectionProperties":' + $properties +
            ',"qConnectStatement":"x","qLogOn":1,"qArchitecture":0,"tags":["mine","DcaasAPI:QvOdbcConnectorPackage.exe:8.1.0"],"privileges":"[update, delete, read]","version":"V1"}' | ConvertFrom-Json
        $made = $row | New-QlikDataConnection -Space Sales -Confirm:$false | Get-QlikDataConnection -Detailed
        $made.Name | Should -Be "raw $form"
        $made.SpaceName | Should -Be 'Sales'
        $made.Properties['host'] | Should -Be 'h.test'
        $made.Tags | Should -Contain 'mine'
    }

    It 'names the credential that it does not take over' {
        $warnings = $null
        $null = '{"qName":"raw cred","qType":"QvOdbcConnectorPackage.exe","datasourceID":"mssql","connectionProperties":{"host":"h","port":"1","database":"d"},"qCredentialsID":"00000000-1111-4222-8333-0000000000f2"}' |
            ConvertFrom-Json | New-QlikDataConnection -Confirm:$false -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'qCredentialsID'
    }
}

Describe 'Rows' {
    It 'give columns the meaning of their parameters, and empty cells none' {
        $made = 'Name,ConnectionString,Type,Architecture,LogOn,Owner,Tag,CustomProperty', 'row 1,c:\r\,folder,x86,CurrentUser,ACME\anna,prod,', 'row 2,c:\r\,folder,,,,,' |
            ConvertFrom-Csv | New-QlikDataConnection -Session site -Confirm:$false
        $made.Architecture | Should -Be 'X86', 'Undefined'
        $made.LogOn | Should -Be 'CurrentUser', 'ServiceUser'
        $made[0].OwnerName | Should -Match 'Anna'
        @($made[1].Tags).Count | Should -Be 0
    }

    It 'on Qlik Cloud too: SeparateCredentials and empty Gateway, CredentialName and Space' {
        $made = [pscustomobject]@{ Name = 'row c'; DataSourceId = 'mssql'; Property = @{ host = 'h'; port = '1'; database = 'd' }; SeparateCredentials = 'True'; Gateway = ''; CredentialName = ''; Space = ''; Tag = $null } |
            New-QlikDataConnection -Confirm:$false
        $made.SeparateCredentials | Should -BeTrue
        $made.SpaceName | Should -Be 'Personal'
    }
}

Describe '-WhatIf' {
    It 'shows values, and no secret' {
        $secret = ConvertTo-Secret 'MARKER'
        $null = Start-Transcript -Path "$TestDrive/values.txt"
        New-QlikDataConnection -Name shown -DataSourceId mssql -Property @{ host = 'db.acme.test'; port = '1433'; database = 'dwh'; password = $secret; username = 'u' } -Tag mine -WhatIf
        $null = Stop-Transcript
        $text = Get-Content "$TestDrive/values.txt" -Raw
        $text | Should -Match 'host = db\.acme\.test'
        $text | Should -Match 'tags mine'
        $text | Should -Not -Match 'MARKER'
    }

    It 'refuses as <id> what the real run would refuse: <what>' -ForEach @(
        @{ what = 'a taken name'; id = 'QlikConflict'; run = { New-QlikDataConnection -Name 'taken' @mssql -Space Sales -WhatIf } }
        @{ what = 'an unknown data source'; id = 'QlikDataSourceNotFound'; run = { New-QlikDataConnection -Name n -DataSourceId nosuch -ConnectionString c -Type t -WhatIf } }
        @{ what = 'an unknown tag of a site'; id = 'QlikTagNotFound'; run = { New-QlikDataConnection -Session site -Name n -ConnectionString c -Type folder -Tag nosuch -WhatIf } }
        @{ what = 'an unknown custom property'; id = 'QlikCustomPropertyNotFound'; run = { New-QlikDataConnection -Session site -Name n -ConnectionString c -Type folder -CustomProperty @{ nosuch = 'x' } -WhatIf } }
        @{ what = 'a value that is none'; id = 'QlikCustomPropertyInvalid'; run = { New-QlikDataConnection -Session site -Name n -ConnectionString c -Type folder -CustomProperty @{ Department = 'x' } -WhatIf } }
        @{ what = 'an unknown space'; id = 'QlikSpaceNotFound'; run = { New-QlikDataConnection -Name n @mssql -Space Nowhere -WhatIf } }
    ) {
        if ($what -eq 'a taken name') { $null = New-QlikDataConnection -Name 'taken' @mssql -Space Sales -Confirm:$false }
        (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'ends at once for a -Space that is not there, however much is piped' {
        $rows = 1..5 | ForEach-Object { [pscustomobject]@{ Name = "n$_"; DataSourceId = 'mssql'; Property = @{ host = 'h' } } }
        { $rows | New-QlikDataConnection -Space Nowhere -Confirm:$false } | Should -Throw -ErrorId 'QlikSpaceNotFound,*'
    }
}

Describe 'Columns that New does not use' {
    It 'are named once for all rows: <what>' -ForEach @(
        @{ what = 'misspelled'; add = @{ Descr = 'x'; Propertys = 'y' }; named = 'Descr, Propertys' }
        @{ what = 'of another cmdlet'; add = @{ AddTag = 'x'; NewName = 'y' }; named = 'AddTag, NewName' }
        @{ what = 'what a connection has and a creation does not take'; add = @{ OwnerName = 'Mei Lin'; UserName = 'u' }; named = 'OwnerName, UserName' }
        @{ what = 'what belongs to a connect statement'; add = @{ Owner = 'anna@acme.test'; Architecture = 'X86' }; named = 'Architecture, Owner' }
    ) {
        $rows = 1..3 | ForEach-Object { [pscustomobject] (@{ Name = "unused $_ $([guid]::NewGuid())"; DataSourceId = 'rest'; Property = @{ url = 'https://x.test' }; Empty = ''; Blank = ' ' } + $add) }
        $made = $rows | New-QlikDataConnection -Session server -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        @($made).Count | Should -Be 3
        @($warned).Count | Should -Be 1
        "$warned" | Should -Match "not used: $named\."
    }

    It 'are named beside a connect statement, and in a row with -WhatIf' {
        [pscustomobject]@{ Name = 'unused'; Type = 'folder'; ConnectionString = 'c:\x\'; Comment = 'x' } | New-QlikDataConnection -Session site -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'not used: Comment\.'
    }

    It 'are named in an export that somebody added to, and in no other' {
        $export = Get-QlikDataConnection -Session server -Space Sales -First 1 | ConvertTo-Csv | ConvertFrom-Csv
        $export.Name = "copy $([guid]::NewGuid())"
        $null = $export | New-QlikDataConnection -Session server -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop -WhatIf
        "$warned" | Should -Not -Match 'not used'
        $export | Add-Member -NotePropertyName Descr -NotePropertyValue x
        $null = $export | New-QlikDataConnection -Session server -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop -WhatIf
        "$warned" | Should -Match 'not used: Descr\.'
    }

    It 'are those that the command line makes useless' {
        $made = [pscustomobject]@{ Name = "line $([guid]::NewGuid())"; DataSourceId = 'rest'; Property = @{ url = 'https://x.test' }; Space = 'HR' } |
            New-QlikDataConnection -Session server -Space Sales -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        $made.SpaceName | Should -Be 'Sales'
        "$warned" | Should -Match 'not used: Space\.'
    }

    It 'are none where every column is used' {
        $null = [pscustomobject]@{ Name = "all $([guid]::NewGuid())"; DataSourceId = 'rest'; Properties = @{ url = 'https://x.test' }; SpaceName = 'Sales'; Tags = 'a, b'; Id = 1 } |
            New-QlikDataConnection -Session server -WarningVariable warned -WarningAction SilentlyContinue -ErrorAction Stop
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'What a platform does not know' {
    It 'is refused by the rehearsal as by the real run: <what>' -ForEach @(
        @{ what = 'a connect statement alone, on Qlik Cloud'; session = 'server'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\' } }
        @{ what = 'a custom property, on Qlik Cloud'; session = 'server'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\'; DataSourceId = 'rest'; CustomProperty = @{ a = 'b' } } }
        @{ what = 'an owner, on Qlik Cloud'; session = 'server'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\'; DataSourceId = 'rest'; Owner = 'anna@acme.test' } }
        @{ what = 'a data source, on a site'; session = 'site'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\'; DataSourceId = 'rest' } }
        @{ what = 'a credential set, on a site'; session = 'site'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\'; CredentialId = [guid]::NewGuid() } }
        @{ what = 'own credentials for each user, on a site'; session = 'site'; splat = @{ Type = 'folder'; ConnectionString = 'c:\x\'; SeparateCredentials = $true } }
    ) {
        foreach ($whatIf in $true, $false) {
            (Get-Failure { New-QlikDataConnection -Name "unknown $([guid]::NewGuid())" -Session $session @splat -WhatIf:$whatIf }).FullyQualifiedErrorId | Should -BeLike 'QlikNotSupported,*'
        }
    }
}
