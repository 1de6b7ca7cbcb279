# From a client-managed site to Qlik Cloud: what a test says is what an import does, and what cannot move is explained.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:tenant = Start-SandboxServer
    $script:site = Start-SandboxServer @('--repository')
    $null = Connect-Site $site -Name site
    $null = Connect-Server $tenant -Name tenant
    $script:login = [pscredential]::new('etl', (ConvertTo-Secret 'MARKER-login'))
    $script:how = @{ SpaceMap = @{ '*' = 'HR' }; OwnerMap = @{ '*' = 'Ada Admin' }; DataGateway = 'gw-berlin' }
    $script:number = 0
    # A connection of the site, made for one test.
    function New-Old([string] $Statement, [string] $Type, [string] $Name = "old $((++$script:number))", [hashtable] $More = @{}) {
        New-QlikDataConnection -Name $Name -Session site -Type $Type -ConnectionString $Statement @More
    }
    function New-OldRest([string] $Items) { New-Old "CUSTOM CONNECT TO `"provider=QvRestConnector.exe;$Items`"" QvRestConnector.exe }
    function New-OldOdbc([string] $Items) { New-Old "CUSTOM CONNECT TO `"provider=QvOdbcConnectorPackage.exe;$Items`"" QvOdbcConnectorPackage.exe }
    function Test-Old($Old, [hashtable] $More = @{}) { $Old | Test-QlikDataConnectionMigration tenant @More }
    function Get-Failure([scriptblock] $Script) { try { $null = & $Script } catch { $_ } }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $tenant
    Stop-SandboxServer $site
}

Describe 'A test of a migration' {
    It 'gives <what> the status <status>, <codes>' -ForEach @(
        @{ what = 'a public host'; old = { New-OldOdbc 'driver=mssql;host=sql.acme.test;port=1433;db=sales;' }; status = 'NeedsSecret'; codes = 'SecretNeeded' }
        @{ what = 'a host without a domain'; old = { New-OldOdbc 'driver=mssql;host=sql01;db=sales;' }; status = 'NeedsGateway'; codes = 'LocalAddress, NeedsGateway, SecretNeeded' }
        @{ what = 'a private address'; old = { New-OldOdbc 'driver=mssql;host=10.1.2.3;db=sales;' }; status = 'NeedsGateway'; codes = 'LocalAddress, NeedsGateway, SecretNeeded' }
        @{ what = 'a source without a twin behind a gateway'; old = { New-OldRest 'url=https://intranet/api;' }; status = 'NeedsGateway'; codes = 'LocalAddress, NeedsGateway' }
        @{ what = 'a driver without a data source'; old = { New-OldOdbc 'driver=postgres;host=pg.acme.test;db=x;' }; status = 'Blocked'; codes = 'TypeUnsupported' }
        @{ what = 'a Windows account'; old = { New-OldOdbc 'driver=mssql;host=sql.acme.test;Trusted_Connection=yes;' }; status = 'NeedsSecret'; codes = 'WindowsLogon, SecretNeeded' }
        @{ what = 'OLE DB'; old = { New-Old 'OLEDB CONNECT TO [Provider=MSOLEDBSQL;Data Source=sql.acme.test;Initial Catalog=ops;User ID=u;Password=MARKER-oledb;]' OLEDB }; status = 'NeedsDecision'; codes = 'DataSourceChoice' }
        @{ what = 'a DSN'; old = { New-Old 'ODBC CONNECT64 TO [HIVE_LAKE]' ODBC }; status = 'NeedsDecision'; codes = 'DataSourceChoice' }
        @{ what = 'a folder'; old = { New-Old '\\fs01\landing\' folder }; status = 'Blocked'; codes = 'TypeUnsupported, LocalAddress' }
        @{ what = 'NTLM'; old = { New-OldRest 'url=https://api.acme.test/;authSchema=ntlm;' }; status = 'Blocked'; codes = 'WindowsLogon' }
        @{ what = 'a certificate store'; old = { New-OldRest 'url=https://api.acme.test/;useCertificate=FromStore;certificateStoreLocation=LocalMachine;' }; status = 'Blocked'; codes = 'CertificateStore' }
        @{ what = 'a sign-in of a person'; old = { New-OldOdbc 'driver=gbq;OAuthMechanism=1;Catalog=p1;' }; status = 'NeedsSecret'; codes = 'InteractiveSignIn, SecretNeeded' }
        @{ what = 'a monitoring connection under another name'; old = { New-OldRest 'url=https://localhost/qrs/app/full;' }; status = 'Blocked'; codes = 'MonitoringConnection' }
        @{ what = 'a value that is not allowed'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvWebStorageProviderConnectorPackage.exe;sourceType=File_AmazonS3Connector;region=mars-1;bucketName=b;"' QvWebStorageProviderConnectorPackage.exe }; status = 'NeedsDecision'; codes = 'SecretNeeded, PropertyInvalid' }
        @{ what = 'keys in the statement'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvWebStorageProviderConnectorPackage.exe;sourceType=File_AmazonS3ConnectorV2;accessKey=MARKER-access;secretKey=MARKER-secret;region=eu-west-1;bucketName=b;"' QvWebStorageProviderConnectorPackage.exe }; status = 'Ready'; codes = '' }
        @{ what = 'an Access file'; old = { New-Old 'ODBC CONNECT32 TO [Driver={Microsoft Access Driver (*.mdb)};DBQ=C:\Data\Old.mdb]' ODBC }; status = 'Blocked'; codes = 'TypeUnsupported' }
        @{ what = 'a cube'; old = { New-Old 'OLEDB CONNECT TO [Provider=MSOLAP;Data Source=cube.acme.test;Initial Catalog=Sales;]' OLEDB }; status = 'Blocked'; codes = 'TypeUnsupported' }
        @{ what = 'no statement that says anything'; old = { New-OldRest 'timeout=30;' }; status = 'Blocked'; codes = 'StatementUnreadable' }
        @{ what = 'a damaged statement'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=''https://a' QvRestConnector.exe }; status = 'Blocked'; codes = 'StatementUnreadable' }
        @{ what = 'a driver without a host'; old = { New-OldOdbc 'driver=mssql;db=sales;UID=u;PWD=MARKER-x;' }; status = 'NeedsDecision'; codes = 'AddressChoice' }
        @{ what = 'a port without a host'; old = { New-Old 'ODBC CONNECT TO [Driver={SQL Server};Server=,1433;UID=u;PWD=MARKER-x]' ODBC }; more = @{ DataSourceMap = @{ ODBC = 'mssql' } }; status = 'NeedsDecision'; codes = 'AddressChoice' }
        @{ what = 'a file for a database'; old = { New-Old 'OLEDB CONNECT TO [Provider=SQLOLEDB;Data Source=C:\Data\x.mdb;User ID=u;Password=MARKER-x;]' OLEDB }; more = @{ DataSourceMap = @{ OLEDB = 'mssql' } }; status = 'NeedsDecision'; codes = 'AddressChoice' }
        @{ what = 'a mapped DSN'; old = { New-Old 'ODBC CONNECT TO [DSN=x;UID=sa;PWD=MARKER-x]' ODBC }; more = @{ DataSourceMap = @{ ODBC = 'mssql' } }; status = 'NeedsDecision'; codes = 'UnknownDriverKey, AddressChoice' }
        @{ what = 'a mapped DSN with a given host'; old = { New-Old 'ODBC CONNECT TO [DSN=x;UID=sa;PWD=MARKER-x]' ODBC }; more = @{ DataSourceMap = @{ ODBC = 'mssql' }; PropertyMap = @{ host = 'sql.acme.test' } }; status = 'Ready'; codes = 'UnknownDriverKey' }
        @{ what = 'a mapped DSN with a local host'; old = { New-Old 'ODBC CONNECT TO [DSN=x;UID=sa;PWD=MARKER-x]' ODBC }; more = @{ DataSourceMap = @{ ODBC = 'mssql' }; PropertyMap = @{ host = 'sql01' } }; status = 'NeedsGateway'; codes = 'LocalAddress, NeedsGateway, UnknownDriverKey' }
        @{ what = 'a host that is only a port, with a given host'; old = { New-Old 'ODBC CONNECT TO [Driver={SQL Server};Server=,1433;UID=u;PWD=MARKER-x]' ODBC }; more = @{ DataSourceMap = @{ ODBC = 'mssql' }; PropertyMap = @{ host = 'sql.acme.test' } }; status = 'Ready'; codes = 'UnknownDriverKey' }
        @{ what = 'the local server'; old = { New-OldOdbc 'driver=mssql;host=(local);UID=u;PWD=MARKER-x;' }; status = 'NeedsGateway'; codes = 'LocalAddress, NeedsGateway' }
        @{ what = 'SFTP with a key and a port'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvWebStorageProviderConnectorPackage.exe;sourceType=File_FileTransferConnector;host=f.acme.test;port=2222;username=u;privateKey=C:\MARKER.pem;"' QvWebStorageProviderConnectorPackage.exe }; status = 'NeedsSecret'; codes = 'SecretNeeded' }
        @{ what = 'a bucket without a name'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvWebStorageProviderConnectorPackage.exe;sourceType=File_AmazonS3Connector;region=eu-west-1;accessKey=MARKER-a;secretKey=MARKER-s;"' QvWebStorageProviderConnectorPackage.exe }; status = 'NeedsDecision'; codes = 'AddressChoice' }
        @{ what = 'a web file that is mapped to a database'; old = { New-Old 'https://ecb.acme.test/rates.csv' internet }; more = @{ DataSourceMap = @{ internet = 'mssql' } }; status = 'NeedsDecision'; codes = 'UnknownDriverKey, AddressChoice' }
        @{ what = 'a web file that is mapped to REST'; old = { New-Old 'https://ecb.acme.test/rates.csv' internet }; more = @{ DataSourceMap = @{ internet = 'rest' } }; status = 'Ready'; codes = '' }
        @{ what = 'a mapped cube'; old = { New-Old 'OLEDB CONNECT TO [Provider=MSOLAP;Data Source=cube.acme.test;Initial Catalog=Sales;User ID=u;Password=MARKER-x;]' OLEDB }; more = @{ DataSourceMap = @{ OLEDB = 'mssql' } }; status = 'NeedsDecision'; codes = 'DataSourceChoice' }
        @{ what = 'a cube that is mapped by its driver'; old = { New-Old 'OLEDB CONNECT TO [Provider=MSOLAP;Data Source=cube.acme.test;Initial Catalog=Sales;User ID=u;Password=MARKER-x;]' OLEDB }; more = @{ DataSourceMap = @{ MSOLAP = 'mssql' } }; status = 'Ready'; codes = '' }
        @{ what = 'a percent escape'; old = { New-OldRest 'url=https://api.acme.test/search?hello%20world;' }; status = 'Ready'; codes = 'AddressChoice' }
        @{ what = 'a certificate in a file'; old = { New-OldRest 'url=https://api.acme.test/;useCertificate=FromFile;certificateFilePath=C:\c.pfx;certificateKey=MARKER-key;' }; status = 'NeedsSecret'; codes = 'SecretNeeded' }
        @{ what = 'a certificate that the data source has no property for'; old = { New-OldRest 'url=https://api.acme.test/;useCertificate=FromFile;certificateFilePath=C:\c.pfx;certificateKey=MARKER-key;authSchema=basic;username=u;password=MARKER-x;' }; more = @{ DataSourceMap = @{ rest = 'mssql' }; PropertyMap = @{ host = 'h.acme.test' } }; status = 'NeedsDecision'; codes = 'UnknownDriverKey, UnknownDriverKey, AddressChoice' }
        @{ what = 'a key pair'; old = { New-OldOdbc 'driver=snowflake;server=db.acme.test;db=x;UID=u;PRIV_KEY_FILE=C:\MARKER.p8;' }; status = 'NeedsSecret'; codes = 'SecretNeeded' }
        @{ what = 'keys under the name of a login'; old = { New-Old 'CUSTOM CONNECT TO "provider=QvWebStorageProviderConnectorPackage.exe;sourceType=File_AmazonS3ConnectorV2;username=u;password=MARKER-secret;bucketName=b;"' QvWebStorageProviderConnectorPackage.exe }; status = 'Ready'; codes = '' }
        @{ what = 'the missing space'; old = { New-OldRest 'url=https://api.acme.test/;' }; more = @{ SpaceMap = @{ '*' = 'nowhere' } }; status = 'NeedsDecision'; codes = 'NoSpace' }
    ) {
        $found = Test-Old (& $old) $(if ($more) { $more } else { @{} })
        $found.Status | Should -Be $status
        $found.Codes -join ', ' | Should -Be $codes
        $found | Format-List | Out-String | Should -Not -Match 'MARKER'
        $found.Reasons | Should -HaveCount $found.Codes.Count
        $found.Reasons | ForEach-Object { $_ | Should -Not -BeNullOrEmpty }
    }

    It 'takes the same values from an export as from the site' {
        $old = New-OldOdbc 'driver=mssql;host=sql.acme.test;port=1433;db=sales;FancyOption=7;'
        $file = Join-Path $TestDrive site.json
        $old | Export-QlikDataConnection $file
        foreach ($found in (Test-Old $old), (Test-QlikDataConnectionMigration tenant -Path $file)) {
            $found.DataSourceId | Should -Be mssql
            $found.Properties.host, $found.Properties.port, $found.Properties.database | Should -Be 'sql.acme.test', '1433', 'sales'
            $found.UnknownKeys.FancyOption | Should -Be 7
            $found.Codes | Should -Contain UnknownDriverKey
        }
    }

    It 'names the settings as the site does, and asks for no secret that has no property: <items>' -ForEach @(
        @{ items = 'requestBody={"client_secret":"MARKER-body"};sig=MARKER-sig'; source = 'rest'; lost = 'requestBody', 'sig' }
        @{ items = 'username=u;password=MARKER-pw;useCertificate=FromFile;certificateFilePath=C:\c.pfx;skipServerCertificateValidation=true'; source = 'gbq'; lost = 'certificateFilePath', 'password', 'skipServerCertificateValidation', 'url', 'useCertificate', 'username' }
    ) {
        $old = New-OldRest "url=https://api.acme.test/;$items;"
        $file = Join-Path $TestDrive lost.json
        $old | Export-QlikDataConnection $file -Force
        $map = @{ DataSourceMap = @{ $old.Name = $source } }
        foreach ($found in (Test-Old $old $map), (Test-QlikDataConnectionMigration tenant -Path $file @map)) {
            $found.UnknownKeys.Keys | Sort-Object | Should -Be $lost
            $found.Codes | Should -Contain UnknownDriverKey
            $found.Reasons -match 'no site gives out' | Should -Not -Match 'requestBody|sig|password'
            $found | ConvertTo-Json -Depth 6 -WarningAction Ignore | Should -Not -Match 'MARKER'
        }
    }

    It 'moves a key pair with its file, never with the path of the file' {
        $old = New-OldOdbc 'driver=snowflake;server=db.acme.test;db=x;UID=u;PRIV_KEY_FILE=C:\MARKER.p8;'
        $found = Test-Old $old
        $found.Reasons | Should -Match 'PRIV_KEY_FILE'
        $found.Reasons | Should -Not -Match 'login|SkipPropertyCheck'
        $map = @{ SpaceMap = $how.SpaceMap; OwnerMap = $how.OwnerMap }
        (Get-Failure { $old | Import-QlikDataConnection -Session tenant @map -ErrorAction Stop }).Exception.Message | Should -Match 'PRIV_KEY_FILE'
        Clear-ServerRequest $tenant
        $new = $old | Import-QlikDataConnection -Session tenant @map -Secret @{ $old.Name = @{ PRIV_KEY_FILE = ConvertTo-Secret 'the key' } } -PassThru
        $new.DataSourceId | Should -Be snowflake
    }

    It 'says basic for a login without an authentication, and does not say that a named connection cannot be reached' {
        $old = New-OldRest 'url=https://api.acme.test/;username=u;password=MARKER-basic;'
        (Test-Old $old).Properties.authSchema | Should -Be basic
        $old = New-OldOdbc 'driver=mssql;host=sqlcl;UID=u;PWD=MARKER-x;'
        $found = Test-Old $old @{ DataSourceMap = @{ $old.Name = 'mssql' } }
        $found.Status, $found.Codes.Count | Should -Be Ready, 0
    }

    It 'shows control characters of names and values in escaped form' {
        $old = (New-Old "\\x`e[31m\y" folder), (New-OldOdbc "driver=mssql;host=h.acme.test;k`e[31mred=v`e[32m;db=d`e[33m;"), (New-OldOdbc "driver=d`e[34m;host=h.acme.test;")
        $found = Test-Old $old
        $found | Should -HaveCount 3
        "$($found.Reasons)" | Should -Match 'u001B\[31m'
        $found | Format-List Reasons, UnknownKeys, Properties, Clash | Out-String | Should -Not -Match "`e\[3[1234]m"
        "$($found.UnknownKeys.Keys) $($found.UnknownKeys.Values) $($found.Properties.Values)" | Should -Not -Match "`e"
    }

    It 'looks only at the data source that is used when one is disabled' {
        $old = (New-OldOdbc 'driver=mssql;host=sql01;UID=u;PWD=MARKER-x;'), (New-OldOdbc 'driver=mysql;host=my01;UID=u;PWD=MARKER-x;')
        try {
            Set-QlikDataSource -Session tenant -Id mssql, DG_mysql -Disabled -Confirm:$false
            $found = Test-Old $old @{ DataGateway = 'gw-berlin' }
            $found.DataSourceId | Should -Be DG_mssql, DG_mysql
            $found.Status | Should -Be Ready, Blocked
            $found[1].Codes | Should -Contain DataSourceDisabled
        }
        finally { Set-QlikDataSource -Session tenant -Id mssql, DG_mysql -Disabled:$false -Confirm:$false }
    }

    It 'carries the lists of a REST connection over, without showing a secret' {
        $old = New-OldRest 'url=https://api.acme.test/v1?sort%2zeit;queryParameters=token%2MARKER-query%1page%21;queryHeaders=X-Api-Key%2MARKER-head%1User-Agent%2Qlik%1;skipServerCertificateValidation=true;allowWithConnection=true;authSchema=anonymous;'
        $found = Test-Old $old
        $found.Status | Should -Be Ready
        $found.Properties.url | Should -Be 'https://api.acme.test/v1?sort=zeit'
        $found.Properties.serverCertificateValidation | Should -Be None
        $found.Properties.queryHeaders.name | Should -Be 'X-Api-Key', 'User-Agent'
        $found.Properties.queryHeaders.value | Should -Be '***', 'Qlik'
        $found.Properties.queryParameters.value | Should -Be '***', '1'
        "$($found | Format-List * | Out-String) $($found | ConvertTo-Json -Depth 9)" | Should -Not -Match 'MARKER'
    }

    It 'uses the gateway only where it is needed, and a data source that the user names' {
        $old = (New-OldOdbc 'driver=mssql;host=sql01;'), (New-OldOdbc 'driver=mssql;host=sql.acme.test;')
        (Test-Old $old @{ DataGateway = 'gw-berlin' }).DataSourceId | Should -Be DG_mssql, mssql
        (Test-Old $old @{ DataSourceMap = @{ $old[0].Name = 'mssql' } }).DataSourceId | Should -Be mssql, mssql
        $ole = New-Old 'OLEDB CONNECT TO [Provider=MSOLEDBSQL;Data Source=tcp:sql.acme.test,1433\INST;Initial Catalog=ops;]' OLEDB
        $found = Test-Old $ole @{ DataSourceMap = @{ OLEDB = 'mssql' } }
        $found.Status | Should -Be NeedsSecret
        $found.Properties.host, $found.Properties.port, $found.Properties.database | Should -Be 'sql.acme.test\INST', '1433', 'ops'
    }

    It 'finds names that are taken' {
        $taken = Get-QlikDataConnection -Session tenant -Space HR | Where-Object { $_.DataSourceId -ne 'rest' -and -not (Get-QlikDataConnection -Session site | Where-Object Name -eq $_.Name) } | Select-Object -First 1
        $found = Test-Old (New-Old 'CUSTOM CONNECT TO "provider=QvRestConnector.exe;url=https://a.acme.test/;"' QvRestConnector.exe -Name $taken.Name) @{ SpaceMap = @{ '*' = 'HR' } }
        $found.Status | Should -Be NeedsDecision
        $found.Codes | Should -Contain NameTaken
        $found.Clash | Should -Match 'space HR'
        "$($found.Reasons)" | Should -Match '-IfExists|Rename'
        "$($found.Reasons)" | Should -Not -Match 'rows|Leave a cell|read the object again'
    }

    It 'asks the tenant once for its data sources and once for each specification' {
        $old = 1..3 | ForEach-Object { New-OldRest "url=https://api.acme.test/$_;"; New-OldOdbc "driver=mssql;host=sql$_.acme.test;" }
        $null = Connect-Server $tenant -Name fresh
        Clear-ServerRequest $tenant
        $null = $old | Test-QlikDataConnectionMigration fresh
        $paths = (Get-ServerRequest $tenant).path | ForEach-Object { ($_ -split '\?')[0] }
        $paths | Where-Object { $_ -match 'data-sources$' } | Should -HaveCount 1
        $paths | Where-Object { $_ -match 'api-specs$' } | Should -HaveCount 2
        $null = Disconnect-QlikSession fresh
    }

    It 'refuses <what> with <id>' -ForEach @(
        @{ what = 'a site as the target'; id = 'QlikInputInvalid'; run = { Test-QlikDataConnectionMigration site -Session site -ErrorAction Stop } }
        @{ what = 'a tenant as the source'; id = 'QlikInputInvalid'; run = { Test-QlikDataConnectionMigration tenant -Session tenant -ErrorAction Stop } }
        @{ what = 'the export of a tenant'; id = 'QlikInputInvalid'; run = { Get-QlikDataConnection -Session tenant | Export-QlikDataConnection (Join-Path $TestDrive t.json); Test-QlikDataConnectionMigration tenant -Path (Join-Path $TestDrive t.json) -ErrorAction Stop } }
        @{ what = 'an unknown session'; id = 'QlikSessionUnknown'; run = { Test-QlikDataConnectionMigration nothing -Session site -ErrorAction Stop } }
        @{ what = 'a data source that is not there'; id = 'QlikDataSourceNotFound'; run = { Test-QlikDataConnectionMigration tenant -Session site -DataSourceMap @{ '*' = 'mssqll' } -ErrorAction Stop } }
        @{ what = 'a map that is no map'; id = 'QlikInputInvalid'; run = { Test-QlikDataConnectionMigration tenant -Session site -SpaceMap 7 -ErrorAction Stop } }
    ) {
        (Get-Failure $run).FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'names all errors of map files, each with its line' {
        $spaces = Join-Path $TestDrive spaces.json
        $sources = Join-Path $TestDrive sources.json
        Set-Content $spaces "{`n  `"Personal`": [1],`n  `"A`": `"HR`",`n  `"a`": `"HR`",`n`n  `"B`": {}`n}"
        $failure = Get-Failure { Test-QlikDataConnectionMigration tenant -Session site -SpaceMap $spaces -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikImportUnreadable,*'
        "$failure" | Should -Match "Line 4: .*'a' twice"
        Set-Content $spaces "{`n  `"Personal`": [1],`n`n  `"B`": {},`n  `"C`": `"HR`"`n}"
        $failure = Get-Failure { Test-QlikDataConnectionMigration tenant -Session site -SpaceMap $spaces -ErrorAction Stop }
        "$failure" | Should -Match "Line 2: .*'Personal'.* Line 4: .*'B'"
        "$failure" | Should -Not -Match "'C'"
        Set-Content $spaces "{`n  `"*`": `"nowhere`"`n}"
        Set-Content $sources "{`n  `"OLEDB`": `"mssql`",`n  `"postgres`": `"pgg`",`n  `"oracle`": `"oraa`"`n}"
        $all = Get-QlikDataConnection -Session site
        foreach ($run in { $all | Import-QlikDataConnection -Session tenant -SpaceMap $spaces -DataSourceMap $sources -ErrorAction Stop -WhatIf },
            { $all | Test-QlikDataConnectionMigration tenant -DataSourceMap $sources -ErrorAction Stop }) {
            $failure = "$(Get-Failure $run)"
            $failure | Should -Match 'sources\.json, line 3: .*pgg.*sources\.json, line 4: .*oraa'
            $failure | Should -Not -Match 'mssql''? does not'
        }
        "$(Get-Failure { $all | Import-QlikDataConnection -Session tenant -SpaceMap $spaces -DataSourceMap $sources -ErrorAction Stop -WhatIf })" | Should -Match 'spaces\.json, line 2: .*nowhere'
    }

    It 'names the gateways that there are, if it is another one' {
        $failure = Get-Failure { Test-Old (New-OldOdbc 'driver=mssql;host=sql01;') @{ DataGateway = 'gw-berlim'; ErrorAction = 'Stop' } }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikGatewayNotFound,*'
        "$failure" | Should -Match "gw-berlim.*'gw-berlin'"
    }

    It 'takes hostile names and values as what they are: <name>' -ForEach @(
        @{ name = "a`e[31mred" }
        @{ name = "x'; Remove-Item *; '" }
        @{ name = '<script>alert(1)</script>' }
        @{ name = '* [x] $(Get-Date) {0}' }
        @{ name = "line`nbreak" }
        @{ name = 'password=MARKER-name' }
    ) {
        $old = New-Old "CUSTOM CONNECT TO `"provider=QvOdbcConnectorPackage.exe;driver=$($name -replace '[;"\n]', ' ');host=h.acme.test;$($name -replace '[;="\n]', ' ')=1;`"" QvOdbcConnectorPackage.exe
        # No cmdlet gives a connection such a name; a file may have it.
        $export = $old | Export-QlikDataConnection - | ConvertFrom-Json
        $export.connections[0].name = $name
        $file = Join-Path $TestDrive hostile.json
        $export | ConvertTo-Json -Depth 20 | Set-Content $file
        $found = Test-QlikDataConnectionMigration tenant -Path $file
        $found.Name | Should -Be $name
        $found.Status | Should -Be Blocked
        $found | Format-Table | Out-String | Should -Not -Match "`e\[31m"
        "$($found.Reasons) $($found.UnknownKeys.Keys)" | Should -Not -Match 'MARKER'
    }

    It 'refuses two connections that would be one' {
        $old = (New-OldRest 'url=https://a.acme.test/;'), (New-OldRest 'url=https://b.acme.test/;')
        $export = $old | Export-QlikDataConnection - | ConvertFrom-Json
        $export.connections[1].name = $export.connections[0].name
        $file = Join-Path $TestDrive twice.json
        $export | ConvertTo-Json -Depth 20 | Set-Content $file
        $found = Test-QlikDataConnectionMigration tenant -Path $file
        $found.Status | Should -Be NeedsDecision, NeedsDecision
        "$($found.Codes | Sort-Object -Unique)" | Should -Match NameTaken
        "$($found.Reasons)" | Should -Not -Match 'rows|cell'
        $found[0].Clash | Should -Match $old[0].Name
    }

    It 'counts the apps of the site that use a connection' {
        $null = Connect-Site $site -Name engine -Splat @{ EnginePort = $site.enginePort }
        $truth = Invoke-Control $site apps | ForEach-Object { $_ } | Where-Object connectionId | Group-Object connectionId
        $found = Test-QlikDataConnectionMigration tenant -Session engine -CheckUsage -WarningAction Ignore
        $truth.Count | Should -BeGreaterThan 1
        foreach ($one in $truth) { ($found | Where-Object Id -eq $one.Name).Apps | Should -Be @($one.Group.appId | Sort-Object -Unique).Count }
        ($found | Where-Object { "$($_.Id)" -notin $truth.Name }).Apps | Sort-Object -Unique | Should -Be 0
        (Test-Old (New-OldRest 'url=https://api.acme.test/;')).Apps | Should -BeNullOrEmpty
        $null = Disconnect-QlikSession engine
    }

    It 'says once that the list of data sources cannot be read' {
        $null = Connect-Server $tenant -Name refused
        Add-ServerFault $tenant @{ pathContains = 'data-sources'; kind = 'status'; status = 403; times = 50 }
        (Get-Failure { Get-QlikDataConnection -Session site | Test-QlikDataConnectionMigration refused -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikAccessDenied,*'
        Clear-ServerFault $tenant
        $null = Disconnect-QlikSession refused
    }
}

Describe 'An import from a site' {
    BeforeAll {
        $script:all = Get-QlikDataConnection -Session site
        $script:how.DataSourceMap = @{ OLEDB = 'mssql' }
        $script:map = @{ SpaceMap = $how.SpaceMap; OwnerMap = $how.OwnerMap; DataGateway = $how.DataGateway; DataSourceMap = $how.DataSourceMap }
    }

    It 'does what the test says, explains the rest, and does nothing when it is repeated' {
        $found = $all | Test-QlikDataConnectionMigration tenant @map
        $found | Should -HaveCount $all.Count
        $plan = $all | Import-QlikDataConnection -Session tenant @map -Credential $login -WithoutSecret -WhatIf -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $plan.Action | Should -Be $found.Action
        $streams = $all | Import-QlikDataConnection -Session tenant @map -Credential $login -WithoutSecret -PassThru -Verbose -ErrorAction Continue *>&1
        $moved = @($streams | Where-Object { $_ -is [QlikConnections.QlikDataConnection] })
        $explained = @($streams | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $moved.Count + $explained.Count | Should -Be $all.Count
        $moved.Count | Should -Be @($found | Where-Object Status -in Ready, NeedsSecret).Count
        $moved | ForEach-Object { ($found | Where-Object Name -eq $_.Name).DataSourceId | Should -Be $_.DataSourceId }
        $streams | Out-String -Width 500 | Should -Not -Match 'MARKER'

        Clear-ServerRequest $tenant
        $again = $all | Import-QlikDataConnection -Session tenant @map -WhatIf -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        @($again | Where-Object Action -eq Unchanged).Count | Should -Be $moved.Count
        @($again | Where-Object Action -notin Unchanged, Impossible) | Should -BeNullOrEmpty
        $all | Import-QlikDataConnection -Session tenant @map -Credential $login -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        Get-ServerRequest $tenant | Where-Object method -in POST, PATCH, PUT, DELETE | Should -BeNullOrEmpty
        ($all | Test-QlikDataConnectionMigration tenant @map | Where-Object Action -eq Unchanged).Status | Sort-Object -Unique | Should -Be Ready
    }

    It 'asks for a secret unless it is told to go without' {
        $old = New-OldOdbc 'driver=mssql;host=sql.acme.test;db=sales;'
        (Get-Failure { $old | Import-QlikDataConnection -Session tenant @map -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        ($old | Import-QlikDataConnection -Session tenant @map -WithoutSecret -PassThru).DataSourceId | Should -Be mssql
    }

    It 'takes a key file as a secret, and creates nothing without it' {
        $old = New-OldOdbc 'driver=gbq;OAuthMechanism=0;Catalog=p1;'
        (Get-Failure { $old | Import-QlikDataConnection -Session tenant @map -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        $new = $old | Import-QlikDataConnection -Session tenant @map -Secret @{ $old.Name = ConvertTo-Secret '{ "key": "MARKER-key" }' } -PassThru
        $new.CredentialId | Should -Not -BeNullOrEmpty
        $jwt = New-OldOdbc 'driver=snowflake;server=s.snowflake.test;authenticator=snowflake_jwt;'
        $failure = Get-Failure { $jwt | Import-QlikDataConnection -Session tenant @map -Credential $login -ErrorAction Stop }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikSecretsNeeded,*'
        "$failure" | Should -Match PRIV_KEY_FILE
        ($jwt | Import-QlikDataConnection -Session tenant @map -Credential $login -Secret @{ $jwt.Name = @{ PRIV_KEY_FILE = ConvertTo-Secret 'MARKER-pem' } } -PassThru).DataSourceId | Should -Be snowflake
    }

    It 'changes what the site has changed only when it is told to' {
        $old = New-OldOdbc 'driver=mssql;host=sql.acme.test;db=first;'
        $null = $old | Import-QlikDataConnection -Session tenant @map -WithoutSecret
        $new = Set-QlikDataConnection $old.Name -Session site -ConnectionString 'CUSTOM CONNECT TO "provider=QvOdbcConnectorPackage.exe;driver=mssql;host=sql.acme.test;db=second;"' -PassThru
        $found = Test-Old $new $map
        $found.Action, $found.Status | Should -Be Impossible, NeedsDecision
        $found.Codes | Should -Contain NameTaken
        $found.Clash | Should -Match ([regex]::Escape($old.Name))
        (Get-Failure { $new | Import-QlikDataConnection -Session tenant @map -WithoutSecret -ErrorAction Stop }).FullyQualifiedErrorId | Should -BeLike 'QlikConflict,*'
        (Test-Old $new ($map + @{ IfExists = 'Update' })).Action | Should -Be Update
        (Test-Old $new ($map + @{ IfExists = 'Skip' })).Action | Should -Be Skip
        $null = $new | Import-QlikDataConnection -Session tenant @map -IfExists Update
        (Get-QlikDataConnection $old.Name -Session tenant -Detailed).Properties.database | Should -Be second
    }

    It 'copies as well' {
        $old = New-OldRest 'url=https://api.acme.test/copied;'
        ($old | Copy-QlikDataConnection -ToSession tenant -Space HR -WarningAction Ignore).DataSourceId | Should -Be rest
    }

    It 'takes the results of a test, of an export too' {
        $old = New-OldRest 'url=https://api.acme.test/piped;'
        $file = Join-Path $TestDrive piped.json
        $old | Export-QlikDataConnection $file
        (Test-QlikDataConnectionMigration tenant -Path $file @map | Import-QlikDataConnection -Session tenant @map -PassThru).Name | Should -Be $old.Name
    }
}
