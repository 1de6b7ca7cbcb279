BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server | ForEach-Object { "$($_.method) $($_.path -replace '\?.*')" }) }
    $script:login = [pscredential]::new('ACME\etl', (ConvertTo-Secret 'p'))
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}
Describe 'Data sources' {
BeforeEach { Clear-ServerRequest $server }

Describe 'Get-QlikDataSource' {
    It 'lists what is switched on, and the rest with -IncludeDisabled' {
        (Get-QlikDataSource).Id | Should -Contain 'mssql'
        (Get-QlikDataSource).Id | Should -Not -Contain 'AmazonS3Connector'
        (Get-QlikDataSource -IncludeDisabled | Where-Object IsDisabled).Id | Should -Be 'AmazonS3Connector'
    }

    It 'takes ids and names with wildcards, also through the pipeline' {
        (Get-QlikDataSource *google*).Id | Should -Be 'gbq', 'File_GoogleCloudStorageConnector', 'GoogleCloudStorageConnector'
        ('rest', 'MSSQL' | Get-QlikDataSource).Id | Should -Be 'rest', 'mssql'
    }

    It 'reads the list once, however many ids are piped' {
        $null = 'rest', 'mssql', 'gbq' | Get-QlikDataSource
        Sent | Should -Be 'GET /api/v1/data-sources'
    }

    It 'reports <id> as <expected>, once for each' -ForEach @(
        @{ id = 'msql'; expected = 'QlikDataSourceNotFound'; near = 'mssql' }
        @{ id = 'AmazonS3Connector'; expected = 'QlikDataSourceDisabled'; near = 'disabled' }
    ) {
        Get-QlikDataSource $id, rest -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object Id | Should -Be 'rest'
        $problem.FullyQualifiedErrorId | Should -Be "$expected,QlikConnections.Commands.GetQlikDataSourceCommand"
        $problem.Exception.Message | Should -Match $near
    }
}

Describe 'Get-QlikDataSourceProperty' {
    It 'takes ids, data sources and connections' {
        (Get-QlikDataSourceProperty mssql, rest -Name p*).Name | Should -Be 'port', 'password', 'password', 'PaginationType'
        (Get-QlikDataSource mssql | Get-QlikDataSourceProperty -Name host).DataSourceId | Should -Be 'mssql'
        (Get-QlikDataConnection 'Sales DWH' -Space Finance | Get-QlikDataSourceProperty -Name host).DataSourceId | Should -Be 'mssql'
        ([pscustomobject]@{ DataSourceId = 'rest' } | Get-QlikDataSourceProperty -Name url).Name | Should -Be 'url'
    }

    It 'says type, default, allowed values and what is secret' {
        $region = Get-QlikDataSourceProperty File_AmazonS3ConnectorV2 region
        $region.Type, $region.Default, $region.IsSecret | Should -Be 'string', 'us-east-1', $false
        $region.AllowedValues | Should -Contain 'eu-central-1'
        (Get-QlikDataSourceProperty File_AmazonS3ConnectorV2 | Where-Object IsSecret).Name | Should -Be 'accessKey', 'secretKey'
    }

    It 'reads a specification once' {
        $null = 'gbq', 'gbq' | Get-QlikDataSourceProperty
        $null = Get-QlikDataSourceProperty gbq
        @(Sent | Where-Object { $_ -like '*gbq/api-specs' }).Count | Should -BeLessOrEqual 1
    }

    It 'suggests names and goes on' {
        Get-QlikDataSourceProperty mssql hots, port -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object Name | Should -Be 'port'
        $problem.FullyQualifiedErrorId | Should -Be 'QlikPropertyNotFound,QlikConnections.Commands.GetQlikDataSourcePropertyCommand'
        $problem.Exception.Message | Should -Match "'host'"
    }
}

Describe 'Get-QlikDataSourceGateway' {
    It 'lists gateways, none for a source without' {
        (Get-QlikDataSource DG_mssql | Get-QlikDataSourceGateway).Name | Should -Be 'gw-berlin', 'gw-lund'
        Get-QlikDataSourceGateway mssql -ForceRefresh | Should -BeNullOrEmpty
    }
}

Describe 'Set-QlikDataSource' {
    It 'switches off and on, and sends nothing with -WhatIf or when it is so already' {
        Set-QlikDataSource rest -Disabled -WhatIf
        Set-QlikDataSource rest -Disabled:$false
        Sent | Where-Object { $_ -like 'PUT*' } | Should -BeNullOrEmpty
        (Get-QlikDataSource rest | Set-QlikDataSource -Disabled -Confirm:$false -PassThru).IsDisabled | Should -BeTrue
        $problem = { New-QlikDataConnection off rest -Property @{ url = 'https://a.test' } -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikDataSourceDisabled,*'
        (Set-QlikDataSource rest -Disabled:$false -PassThru).IsDisabled | Should -BeFalse
    }

    It 'asks before it disables, says how many connections that affects, and does not ask before it enables' {
        $run = Invoke-InRunspace -Script @'
$null = Connect-QlikSession -Sandbox Cloud
Set-QlikDataSource rest -Disabled -WhatIf
Set-QlikDataSource rest -Disabled -ErrorVariable asked -ErrorAction SilentlyContinue
'@
        $run.Error.FullyQualifiedErrorId | Should -Not -BeNullOrEmpty -Because 'a runspace without a user cannot answer'
        (Get-Command Set-QlikDataSource).ImplementingType.GetCustomAttributes($false).ConfirmImpact | Should -Contain 'High'
        $before = @(Get-QlikDataConnection -DataSourceId rest).Count
        $text = & { Set-QlikDataSource rest -Disabled -Confirm:$false -Verbose } 4>&1 | Out-String
        $text | Should -Match "$before connections that this session can see will not work"
        Set-QlikDataSource rest -Disabled:$false -ErrorAction Stop
        (Get-QlikDataSource rest).IsDisabled | Should -BeFalse
    }
}

Describe 'The state that Set-QlikDataSource is to set' {
    AfterEach { Set-QlikDataSource rest -Disabled:$false }

    It 'may be a value of its own: <value>' -ForEach @(
        foreach ($value in $true, 1, 'true', 'True', 'yes', '1', '$true') { @{ value = $value; expected = $true } }
        foreach ($value in $false, 0, 'false', 'no', '0') { @{ value = $value; expected = $false } }
    ) {
        Set-QlikDataSource rest -Disabled:(-not $expected) -Confirm:$false
        (Set-QlikDataSource rest -Disabled $value -Confirm:$false -PassThru).IsDisabled | Should -Be $expected
        Set-QlikDataSource rest -Disabled:(-not $expected) -Confirm:$false
        (Set-QlikDataSource rest $value -Confirm:$false -PassThru).IsDisabled | Should -Be $expected
        Set-QlikDataSource rest -Disabled:(-not $expected) -Confirm:$false
        ([pscustomobject]@{ DataSourceId = 'rest'; Disabled = $value } | Set-QlikDataSource -Confirm:$false -PassThru).IsDisabled | Should -Be $expected
    }

    It 'is needed: <what>' -ForEach @(
        @{ what = 'on the command line'; run = { Set-QlikDataSource rest -ErrorAction Stop } }
        @{ what = 'for objects'; run = { Get-QlikDataSource rest | Set-QlikDataSource -ErrorAction Stop } }
        @{ what = 'in a row'; run = { 'DataSourceId,Disabld', 'rest,True' | ConvertFrom-Csv | Set-QlikDataSource -ErrorAction Stop } }
    ) {
        Clear-ServerRequest $server
        $problem = $run | Should -Throw -PassThru
        "$problem" | Should -BeLike '*Use -Disabled to disable them, or -Disabled:$false to enable them*'
        Sent | Where-Object { $_ -like 'PUT*' } | Should -BeNullOrEmpty
    }

    It 'is not read from <what>' -ForEach @(
        @{ what = 'an empty cell'; value = ''; said = 'Disabled is empty' }
        @{ what = 'a missing cell'; value = $null; said = 'Disabled is empty' }
        @{ what = 'another word'; value = 'perhaps'; said = "'perhaps' is not one of these values" }
    ) {
        Set-QlikDataSource rest -Disabled -Confirm:$false
        [pscustomobject]@{ DataSourceId = 'rest'; Disabled = $value } | Set-QlikDataSource -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -BeLike "*$said*"
        (Get-QlikDataSource rest -IncludeDisabled).IsDisabled | Should -BeTrue
    }

    It 'is asked about when a value of its own disables' {
        $run = Invoke-InRunspace '$null = Connect-QlikSession -Sandbox Cloud; Set-QlikDataSource rest -Disabled $true -ErrorAction SilentlyContinue; (Get-QlikDataSource rest -IncludeDisabled).IsDisabled'
        $run.Output | Should -BeFalse -Because 'nobody answered'
    }
}

Describe 'Set-QlikDataSource beside another administrator' {
    It 'looks again whether something is to be done' {
        Set-QlikDataSource snowflake -Disabled -Confirm:$false -Session server
        $other = Connect-Server $server -Name administrator
        Set-QlikDataSource snowflake -Disabled:$false -Session $other
        (Set-QlikDataSource snowflake -Disabled -Confirm:$false -Session server -PassThru).IsDisabled | Should -BeTrue
        (Get-QlikDataSource snowflake -IncludeDisabled -Session $other).IsDisabled | Should -BeTrue
        Set-QlikDataSource snowflake -Disabled:$false -Session $other
        Disconnect-QlikSession $other
    }
}

Describe 'Completion' {
    BeforeAll {
        function Complete([string] $Line) { @((TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText) }
    }

    It 'knows ids, names of properties and whole tables' {
        Complete 'New-QlikDataConnection x File_Amazon' | Should -Be 'File_AmazonS3Connector', 'File_AmazonS3ConnectorV2'
        Complete 'Get-QlikDataSource gb' | Should -Be 'gbq'
        Complete 'Get-QlikDataSourceProperty mssql -Name p' | Should -Be 'port', 'password'
        $tables = Complete 'New-QlikDataConnection x mssql -Property '
        $tables[0] | Should -Be "@{ host = ''; port = '1433'; database = ''; username = ''; password = (Read-Host -AsSecureString); maxStringLength = '4096'; QueryTimeout = '30' }"
        $tables | Should -Contain "@{ host = '' }"
        foreach ($table in $tables) { { [scriptblock]::Create($table) } | Should -Not -Throw }
        (Complete 'New-QlikDataConnection -Name x -DataSourceId rest -Property @')[0] | Should -BeLike '@{ url*'
    }

    It 'knows the tables of connections that a command names, and the ids of a rebuild and of orphans' {
        (Complete 'Set-QlikDataConnection Payroll -Property ')[0] | Should -BeLike '@{ host*'
        (Complete "Set-QlikDataConnection -Id $((Get-QlikDataConnection 'Rates & Fees').Id) -Property ")[0] | Should -BeLike '@{ url*'
        Complete 'Set-QlikDataConnection * -Property ' | Where-Object { $_ -like '@{*' } | Should -BeNullOrEmpty
        Complete 'Set-QlikDataConnection Payroll -DataSourceId gb' | Should -Be 'gbq'
        Complete 'Get-QlikDataCredential -Orphaned -DataSourceId gb' | Should -Be 'gbq'
    }

    It 'asks the tenant once' {
        Complete 'New-QlikDataConnection x snowflake -Property ' | Should -Not -BeNullOrEmpty
        Clear-ServerRequest $server
        Complete 'New-QlikDataConnection x snowflake -Property ' | Should -Not -BeNullOrEmpty
        Sent | Should -BeNullOrEmpty
    }

    It 'is silent without a session, and for a source that is not there' {
        Complete 'New-QlikDataConnection x nosuch -Property ' | Where-Object { $_ -like '@{*' } | Should -BeNullOrEmpty
        $run = Invoke-InRunspace '(TabExpansion2 "New-QlikDataConnection x mssql -Property ").CompletionMatches.CompletionText; $Error.Count'
        $run.Output | Where-Object { $_ -like '@{*' } | Should -BeNullOrEmpty
        $run.Error | Should -BeNullOrEmpty
    }
}

Describe 'New-QlikDataConnection, properties' {
    It 'costs one POST and one GET, and one more GET per source and session' {
        $two = Connect-Server $server -Name two
        $null = Get-QlikDataConnection -Session $two
        Clear-ServerRequest $server
        'cost 1', 'cost 2' | ForEach-Object { $null = New-QlikDataConnection $_ mssql -Space HR -Property @{ host = 'h' } -Session $two }
        $sent = Sent
        @($sent -like 'POST*').Count | Should -Be 2
        @($sent -like '*api-specs').Count | Should -Be 1
        $sent.Count | Should -Be 5
    }

    It 'says all that is wrong at once, and sends nothing' {
        $problem = { New-QlikDataConnection Lake File_AmazonS3ConnectorV2 -Property @{ regoin = 'x'; region = 'EU-Central-1'; secretKey = 5, 6; bucketName = 1 } -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -Be 'QlikPropertyInvalid,QlikConnections.Commands.NewQlikDataConnectionCommand'
        foreach ($part in "'regoin'", "'region'", "'eu-central-1'", "'secretKey'") { $problem.Exception.Message | Should -BeLike "*$part*" }
        $problem.Exception.Message | Should -Not -BeLike '*bucketName*'
        Sent | Where-Object { $_ -like 'POST*' } | Should -BeNullOrEmpty
    }

    It 'converts what loses nothing' {
        $new = New-QlikDataConnection Converted mssql -Space HR -Property @{ HOST = 'h'; port = 1433; separateCredentials = 'True' }
        $detail = $new | Get-QlikDataConnection -Detailed
        $detail.Properties.port | Should -BeExactly '1433'
        $detail.SeparateCredentials | Should -BeTrue
    }

    It 'leaves the judgement to the server with -SkipPropertyCheck' {
        New-QlikDataConnection Unchecked mssql -Property @{ hosst = 'h' } -SkipPropertyCheck -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikRequestRejected,*'
        Sent | Should -Be 'POST /api/v1/data-connections'
    }

    It 'takes a login as <how>' -ForEach @(
        @{ how = '-Credential'; splat = @{ Credential = $true } }
        @{ how = 'the value of username'; splat = @{ Property = 'username' } }
        @{ how = 'the value of password'; splat = @{ Property = 'password' } }
    ) {
        $property = @{ host = 'h' }
        if ($splat.Property) { $property[$splat.Property] = $login }
        $more = if ($splat.Credential) { @{ Credential = $login } } else { @{} }
        (New-QlikDataConnection "login $how" mssql -Space HR -Property $property @more).CredentialId | Should -Not -BeNullOrEmpty
    }

    It 'refuses a password that is given twice, and a login that has no place' {
        $twice = { New-QlikDataConnection Twice mssql -Property @{ password = (ConvertTo-Secret 'x') } -Credential $login -ErrorAction Stop } | Should -Throw -PassThru
        $nowhere = { New-QlikDataConnection Nowhere gbq -Credential $login -ErrorAction Stop } | Should -Throw -PassThru
        $twice.FullyQualifiedErrorId, $nowhere.FullyQualifiedErrorId | ForEach-Object { $_ | Should -BeLike 'QlikPropertyInvalid,*' }
        $nowhere.Exception.Message | Should -BeLike '*KeyFilePath*'
    }

    It 'takes key files as <how>' -ForEach @(
        @{ how = 'FileInfo'; value = { Get-Item $file } }
        @{ how = 'bytes'; value = { , [System.IO.File]::ReadAllBytes($file) } }
        @{ how = 'bytes of a pipeline'; value = { [System.IO.File]::ReadAllBytes($file) } }
        @{ how = 'a list'; value = { , @(Get-Item $file) } }
        @{ how = 'a table'; value = { @{ name = 'key.json'; value = 'e30=' } } }
    ) {
        $file = Join-Path $TestDrive 'key.json'
        Set-Content $file '{}'
        (New-QlikDataConnection "key as $how" gbq -Space HR -Property @{ OAuthMechanism = 0; KeyFilePath = (& $value) }).CredentialId | Should -Not -BeNullOrEmpty
    }

    It 'reports a key file that is <what>' -ForEach @(
        @{ what = 'missing'; size = -1 }, @{ what = 'empty'; size = 0 }, @{ what = 'too large'; size = 1048577 }
    ) {
        $file = [System.IO.FileInfo] (Join-Path $TestDrive "$what.bin")
        if ($size -ge 0) { [System.IO.File]::WriteAllBytes($file.FullName, [byte[]]::new($size)) }
        # Given on the command line it is wrong for every connection, so it ends the command.
        { New-QlikDataConnection Key gbq -Property @{ KeyFilePath = $file } } |
            Should -Throw -ErrorId 'QlikFileUnusable,*' -ExpectedMessage "*$($file.Name)*"
    }

    It 'refuses text for a file' {
        $problem = { New-QlikDataConnection Key gbq -Property @{ KeyFilePath = './key.json' } -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPropertyInvalid,*'
    }

    It 'shows values with -WhatIf, and no secret' {
        $set = (New-QlikDataConnection 'set of the plan' mssql -Space HR -Property @{ host = 'h' } -Credential $login).CredentialId
        $run = Invoke-InRunspace @'
$null = Connect-QlikSession $server.url -ApiKey (ConvertTo-SecureString $server.apiKey -AsPlainText -Force)
$null = Start-Transcript $log
New-QlikDataConnection Planned mssql -Space HR -Tag one -Property @{ host = 'visible-value' } -Credential ([pscredential]::new('u', (ConvertTo-SecureString 'p' -AsPlainText -Force))) -WhatIf
New-QlikDataConnection Stated -DataSourceId mssql -Type t -ConnectionString 'CUSTOM CONNECT TO "host=h;password=p"' -CredentialId $set -ConnectionSecret (ConvertTo-SecureString 'p' -AsPlainText -Force) -WhatIf
$null = Stop-Transcript
'@ -Variable @{ server = $server; set = $set; log = (Join-Path $TestDrive 'whatif.txt') }
        $run.Error | Should -BeNullOrEmpty
        Get-Content (Join-Path $TestDrive 'whatif.txt') -Raw | Should -Match 'Planned \(space HR\)'
        Get-Content (Join-Path $TestDrive 'whatif.txt') -Raw | Should -Match "connect statement 'CUSTOM CONNECT TO .host=h;password=\*\*\*.*credential set $set.*its own secret"
        Get-Content (Join-Path $TestDrive 'whatif.txt') -Raw | Should -Match 'properties host = visible-value, password = \*\*\*, username = u'
    }
}

Describe 'New-QlikDataConnection, credentials and gateways' {
    It 'links a credential set, and reports one that is not there' {
        $id = (New-QlikDataConnection 'with set' mssql -Space HR -Property @{ host = 'h' } -Credential $login -CredentialName 'shared set').CredentialId
        (New-QlikDataConnection 'linked' mssql -Space HR -Property @{ host = 'h' } -CredentialId $id).CredentialId | Should -Be $id
        $problem = { New-QlikDataConnection 'not linked' mssql -Space HR -Property @{ host = 'h' } -CredentialId (New-Guid) -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikCredentialNotFound,*'
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*Get-QlikDataCredential*'
    }

    It 'makes separate credentials' {
        (New-QlikDataConnection 'separate' mssql -Space HR -Property @{ host = 'h' } -SeparateCredentials).SeparateCredentials | Should -BeTrue
    }

    It 'finds a gateway by name, id and object' {
        $gateway = Get-QlikDataSourceGateway DG_mssql | Where-Object Name -EQ gw-lund
        foreach ($text in 'GW-Lund', $gateway.Id, $gateway) {
            $new = New-QlikDataConnection "via $(New-Guid)" DG_mssql -Space HR -Gateway $text -Property @{ host = 'h' } | Get-QlikDataConnection -Detailed
            $new.Properties.gatewayInstance | Should -Be $gateway.Id
        }
        $problem = { New-QlikDataConnection via DG_mssql -Gateway gw-lun -Property @{ host = 'h' } -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikGatewayNotFound,*'
        $problem = { New-QlikDataConnection via DG_mssql -Gateway gw-lund -Property @{ gatewayInstance = 'x' } -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPropertyInvalid,*'
    }

    It 'calls a gateway an agent for Data Integration' {
        $run = Invoke-InRunspace @'
$null = Connect-QlikSession $server.url -ApiKey (ConvertTo-SecureString $server.apiKey -AsPlainText -Force)
$null = Start-Transcript $log
New-QlikDataConnection Planned repsrc_mssql -Gateway ('a' * 32 + '::' + 'b' * 32) -SkipPropertyCheck -Property @{ host = 'h' } -WhatIf
$null = Stop-Transcript
'@ -Variable @{ server = $server; log = (Join-Path $TestDrive 'agent.txt') }
        $run.Error | Should -BeNullOrEmpty
        Get-Content (Join-Path $TestDrive 'agent.txt') -Raw | Should -Match 'repsrc_mssql; properties agentId = a{32}::b{32}, host = h'
    }

    It 'asks where to sign in, creates nothing, and takes the code' {
        $url = New-QlikDataConnection Signed gbq -Space HR -AuthUrlOnly
        $url | Should -BeOfType QlikConnections.QlikAuthorizationUrl
        $url.Url.Scheme, $url.Name, $url.DataSourceId | Should -Be 'https', 'Signed', 'gbq'
        Get-QlikDataConnection Signed* | Should -BeNullOrEmpty
        foreach ($code in '4/0AX', (ConvertTo-Secret '4/0AX')) {
            (New-QlikDataConnection "Signed $($code.GetType().Name)" gbq -Space HR -AuthCode $code).CredentialId | Should -Not -BeNullOrEmpty
        }
    }

    It 'does not ask a source that would create the connection instead' {
        New-QlikDataConnection Signed2 mssql -AuthUrlOnly -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikNotSupported,*'
        Sent | Where-Object { $_ -like 'POST*' } | Should -BeNullOrEmpty
    }
}

Describe 'New-QlikDataConnection, connect statements on Qlik Cloud' {
    BeforeAll { $script:statement = @{ ConnectionString = 'CUSTOM CONNECT TO "provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;"'; Type = 'QvOdbcConnectorPackage.exe'; DataSourceId = 'mssql' } }

    It 'creates with everything that form takes' {
        $set = (New-QlikDataConnection 'statement set' mssql -Space HR -Property @{ host = 'h' } -Credential $login).CredentialId
        $new = New-QlikDataConnection 'statement' @statement -Space HR -Tag one -CredentialId $set -SeparateCredentials -Architecture X86 -LogOn CurrentUser -ConnectionSecret (ConvertTo-Secret 's')
        $new.CredentialId, $new.SeparateCredentials, $new.Architecture, $new.LogOn, $new.SpaceName | Should -Be $set, $true, 'X86', 'CurrentUser', 'HR'
        $new.Tags | Should -Be 'one'
        $new.ConnectionString | Should -Be $statement.ConnectionString
    }

    It 'warns that a password is sent as given' {
        (New-QlikDataConnection 'statement login' @statement -Space HR -Credential $login -WarningVariable said -WarningAction SilentlyContinue).CredentialId | Should -Not -BeNullOrEmpty
        $said.Count | Should -Be 1
    }

    It 'refuses <what> as <id>' -ForEach @(
        @{ what = 'a statement alone'; id = 'QlikNotSupported'; splat = @{ ConnectionString = 'x'; Type = 'folder' } }
        @{ what = 'a custom property'; id = 'QlikNotSupported'; splat = @{ ConnectionString = 'x'; Type = 'folder'; DataSourceId = 'mssql'; CustomProperty = @{ a = 'b' } } }
        @{ what = 'properties beside it'; id = 'QlikInputInvalid'; splat = @{ ConnectionString = 'x'; Type = 'folder'; DataSourceId = 'mssql'; Property = @{ host = 'h' } } }
    ) {
        $problem = { New-QlikDataConnection refused @splat -ErrorAction Stop } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}

Describe 'New-QlikDataConnection, from a connection' {
    It 'makes another one like it, in the same space or elsewhere' {
        $model = Get-QlikDataConnection 'Sales DWH' -Space Finance
        $copy = $model | New-QlikDataConnection 'Sales DWH copy' -Property @{ DATABASE = 'other' } -Credential $login
        $copy.SpaceName, $copy.DataSourceId | Should -Be 'Finance', 'mssql'
        $copy.Tags | Where-Object { $_ -notlike 'DcaasAPI*' } | Should -Be @($model.Tags | Where-Object { $_ -notlike 'DcaasAPI*' })
        $properties = ($copy | Get-QlikDataConnection -Detailed).Properties
        $properties.database, $properties.host | Should -Be 'other', ($model | Get-QlikDataConnection -Detailed).Properties.host
        ($model | New-QlikDataConnection -Space HR -Tag x).SpaceName | Should -Be 'HR'
    }

    It 'understands <what>, and loses nothing of it' -ForEach @(
        @{ what = 'a deserialised connection'; through = { param($c) [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($c)) } }
        @{ what = 'a row of a CSV'; through = { param($c) $c | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ what = 'an object of JSON'; through = { param($c) $c | ConvertTo-Json -Depth 4 | ConvertFrom-Json } }
    ) {
        $model = Get-QlikDataConnection 'Sales DWH' -Space Finance
        $copy = & $through $model | New-QlikDataConnection "exported $what"
        $copy.ConnectionString, $copy.DataSourceId, $copy.SpaceName | Should -Be $model.ConnectionString, 'mssql', 'Finance'
        $copy.Tags | Should -Be @($model.Tags | Where-Object { $_ -notlike 'DcaasAPI*' })
        Sent | Where-Object { $_ -like 'POST*' } | Should -HaveCount 1
    }

    It 'takes the properties of <what>' -ForEach @(
        @{ what = 'a deserialised connection'; through = { param($c) [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($c)) } }
        @{ what = 'an object of JSON'; through = { param($c) $c | ConvertTo-Json -Depth 4 | ConvertFrom-Json } }
    ) {
        $model = Get-QlikDataConnection 'Sales DWH' -Space Finance -Detailed
        $copy = & $through $model | New-QlikDataConnection "exported whole $what" -Property @{ database = 'other' } | Get-QlikDataConnection -Detailed
        $copy.Properties.host, $copy.Properties.database | Should -Be $model.Properties.host, 'other'
    }

    It 'takes a table of properties from JSON, and refuses one that became text' {
        $new = '{ "Name": "from JSON", "DataSourceId": "mssql", "Space": "HR", "Property": { "host": "h", "port": 1433 } }' | ConvertFrom-Json | New-QlikDataConnection
        ($new | Get-QlikDataConnection -Detailed).Properties.host | Should -Be 'h'
        [pscustomobject]@{ Name = 'from text'; DataSourceId = 'mssql'; Property = 'host=h' } | New-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        Get-QlikDataConnection 'Sales DWH' -Space Finance -Detailed | ConvertTo-Csv | ConvertFrom-Csv | New-QlikDataConnection 'from CSV' -ErrorVariable +problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be (@('ParameterArgumentTransformationError,QlikConnections.Commands.NewQlikDataConnectionCommand') * 2)
        Get-QlikDataConnection 'from text', 'from CSV' -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'reports a name that is taken under the connection' {
        $model = Get-QlikDataConnection 'Sales DWH' -Space Finance
        $model | New-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikConflict,*'
        $problem.Exception.Message | Should -BeLike '*Sales DWH (space Finance)*'
        $problem.TargetObject.Id | Should -Be $model.Id
    }

    It 'works on a client-managed site' {
        $site = Connect-QlikSession -Sandbox Repository -Name copysite
        $model = Get-QlikDataConnection CRM -Session $site
        $copy = $model | New-QlikDataConnection 'CRM copy' -Credential $login
        $copy.ConnectionString, $copy.Type, $copy.UserName | Should -Be $model.ConnectionString, $model.Type, 'ACME\etl'
        $copy.Session.Name | Should -Be 'copysite'
        $copy.Tags | Should -Be $model.Tags
        $copy.CustomProperties.Keys | Should -Be $model.CustomProperties.Keys
        $exported = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($model)), ($model | ConvertTo-Json -Depth 4 | ConvertFrom-Json)
        foreach ($row in $exported) {
            $copy = $row | New-QlikDataConnection "CRM $(New-Guid)" -Session $site
            $copy.ConnectionString, $copy.Type, $copy.Architecture, $copy.LogOn | Should -Be $model.ConnectionString, $model.Type, $model.Architecture, $model.LogOn
            $copy.Tags | Should -Be $model.Tags
            $copy.CustomProperties.Department | Should -Be $model.CustomProperties.Department
        }
        $model | New-QlikDataConnection x -Session server -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikNotSupported,*'
        Disconnect-QlikSession $site
    }
}

Describe 'A client-managed site' {
    It 'answers <cmdlet> with QlikNotSupported' -ForEach @(
        @{ cmdlet = 'Get-QlikDataSource'; splat = @{} }
        @{ cmdlet = 'Get-QlikDataSourceProperty'; splat = @{ DataSourceId = 'mssql' } }
        @{ cmdlet = 'Get-QlikDataSourceGateway'; splat = @{ DataSourceId = 'mssql' } }
        @{ cmdlet = 'Set-QlikDataSource'; splat = @{ DataSourceId = 'mssql'; Disabled = $true } }
        @{ cmdlet = 'New-QlikDataConnection'; splat = @{ Name = 'x'; DataSourceId = 'mssql'; AuthUrlOnly = $true } }
        @{ cmdlet = 'New-QlikDataConnection'; splat = @{ Name = 'x'; ConnectionString = 'x'; Type = 'folder'; CredentialId = (New-Guid) } }
    ) {
        $site = Connect-QlikSession -Sandbox Repository -Name othersite
        try {
            { & $cmdlet @splat -Session $site -ErrorAction Stop } | Should -Throw -ErrorId 'QlikNotSupported,*'
        }
        finally { Disconnect-QlikSession $site }
    }
}

Describe 'Secrets of the new inputs' {
    It 'appear in no stream and no property' {
        $marker = 'MARKER-77c0ffee'
        $file = Join-Path $TestDrive 'secret.json'
        Set-Content $file $marker -NoNewline
        $run = Invoke-InRunspace -Variable @{ marker = $marker; server = $server; file = $file } -Script @'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Connect-QlikSession $server.url -ApiKey (ConvertTo-SecureString $server.apiKey -AsPlainText -Force)
$secret = ConvertTo-SecureString $marker -AsPlainText -Force
$login = [pscredential]::new('u', $secret)
New-QlikDataConnection s1 mssql -Space HR -Property @{ host = 'h' } -Credential $login
New-QlikDataConnection s1 mssql -Space HR -Property @{ host = 'h'; password = $login }
New-QlikDataConnection s2 mssql -Space HR -Property @{ host = $login }
New-QlikDataConnection s3 gbq -Space HR -Property @{ KeyFilePath = Get-Item $file }
New-QlikDataConnection s3 gbq -Space HR -Property @{ KeyFilePath = Get-Item $file }
New-QlikDataConnection s4 mssql -Space HR -Property @{ host = Get-Item $file }
New-QlikDataConnection s5 File_AmazonS3ConnectorV2 -Space HR -Property @{ region = $marker; nosuch = $marker; accessKey = @($marker) }
New-QlikDataConnection s6 gbq -Space HR -AuthCode $marker
New-QlikDataConnection s6 gbq -Space HR -AuthCode $secret
New-QlikDataConnection s7 mssql -Property @{ host = 'h' } -Credential $login -WhatIf
New-QlikDataConnection s8 -ConnectionString x -Type t -DataSourceId mssql -Space HR -Credential $login -ConnectionSecret $secret
New-QlikDataConnection s8 -ConnectionString x -Type t -DataSourceId mssql -Space HR -Credential $login -ConnectionSecret $secret
Get-QlikDataConnection s* -Space HR -Detailed | Format-List -Force *
'@
        @($run.Output).Count | Should -BeGreaterThan 4
        $run.Error.Count | Should -BeGreaterThan 6 -Because 'the failing paths must have been walked'
        foreach ($stream in $run.PSObject.Properties) {
            ($stream.Value | Out-String -Width 4096) | Should -Not -Match $marker -Because "the $($stream.Name) stream must not hold it"
            foreach ($item in $stream.Value) {
                if ($item -is [System.Management.Automation.ErrorRecord]) { $item.Exception.ToString() | Should -Not -Match $marker }
            }
        }
        $base64 = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($marker))
        ($run.PSObject.Properties.Value | Out-String -Width 4096) | Should -Not -Match ([regex]::Escape($base64))
    }
}
}
