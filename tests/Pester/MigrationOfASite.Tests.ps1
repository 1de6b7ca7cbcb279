# A whole site moves to a tenant: 300 connections of all kinds, each moved or explained; nothing the second time; no secret anywhere.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:tenant = Start-SandboxServer
    $script:site = Start-SandboxServer @('--repository')
    $null = Connect-Site $site -Name site
    $null = Connect-Server $tenant -Name tenant

    # What is known of each kind: its type, its statement (n is its number), and whether it moves.
    $odbc = 'QvOdbcConnectorPackage.exe'
    $web = 'QvWebStorageProviderConnectorPackage.exe'
    $rest = 'QvRestConnector.exe'
    $script:kinds = @(
        @{ kind = 'mssql'; type = $odbc; items = 'driver=mssql;host=sql{0}.acme.test;port=1433;db=d{0}'; moves = 'mssql' }
        @{ kind = 'mssql inside'; type = $odbc; items = 'driver=mssql;host=sql{0};db=d{0}'; moves = 'DG_mssql' }
        @{ kind = 'mssql by Windows'; type = $odbc; items = 'driver=mssql;host=win{0}.acme.test;db=d{0};Trusted_Connection=yes'; moves = 'mssql' }
        @{ kind = 'mysql'; type = $odbc; items = 'driver=mysql;host=my{0}.acme.test;port=3306;database=d{0}'; moves = 'mysql' }
        @{ kind = 'mysql inside'; type = $odbc; items = 'driver=mysql;host=10.0.0.{0};database=d{0}'; moves = 'DG_mysql' }
        @{ kind = 'postgres'; type = $odbc; items = 'driver=postgres;host=pg{0}.acme.test;db=d{0};MaxVarcharSize=262144'; code = 'TypeUnsupported' }
        @{ kind = 'snowflake'; type = $odbc; items = 'driver=snowflake;server=s{0}.snowflake.test;db=D;warehouse=W'; moves = 'snowflake' }
        @{ kind = 'databricks'; type = $odbc; items = 'driver=databricks;host=d{0}.databricks.test;httpPath=/sql/{0};AuthMech=3'; moves = 'databricks' }
        @{ kind = 'teradata'; type = $odbc; items = 'driver=teradata;host=t{0}.acme.test;db=d{0}'; moves = 'teradata' }
        @{ kind = 'athena'; type = $odbc; items = 'driver=athena;AwsRegion=eu-west-1;Catalog=c{0};Workgroup=w'; moves = 'athena' }
        @{ kind = 'gbq'; type = $odbc; items = 'driver=gbq;OAuthMechanism=0;Catalog=p{0};KeyFilePath=C:\keys\k{0}.json'; moves = 'gbq' }
        @{ kind = 'oracle'; type = $odbc; items = 'driver=oracle;host=ora{0}.acme.test;port=1521'; code = 'TypeUnsupported' }
        @{ kind = 'rest'; type = $rest; items = 'url=https://api{0}.acme.test/v1;authSchema=anonymous;timeout=30;queryHeaders=X-Api-Key%2MARKER-header-{0}%1Accept%2text/xml'; moves = 'rest' }
        @{ kind = 'rest basic'; type = $rest; items = 'url=https://b{0}.acme.test/v1?token%2MARKER-url-{0};authSchema=basic'; moves = 'rest' }
        @{ kind = 'rest ntlm'; type = $rest; items = 'url=https://n{0}.acme.test/;authSchema=ntlm'; code = 'WindowsLogon' }
        @{ kind = 'bucket'; type = $web; items = 'sourceType=File_AmazonS3Connector;region=eu-west-1;bucketName=b{0}'; moves = 'File_AmazonS3ConnectorV2' }
        @{ kind = 'gcs'; type = $web; items = 'sourceType=File_GoogleCloudStorageConnector;bucketName=g{0}'; moves = 'File_GoogleCloudStorageConnector' }
        @{ kind = 'sftp'; type = $web; items = 'sourceType=File_FileTransferConnector;host=f{0}.acme.test;port=22'; moves = 'File_FileTransferConnector' }
        @{ kind = 'folder'; type = 'folder'; text = '\\fs01\share{0}\'; code = 'TypeUnsupported' }
        @{ kind = 'internet'; type = 'internet'; text = 'https://web{0}.acme.test/rates.csv'; code = 'TypeUnsupported' }
        @{ kind = 'dsn'; type = 'ODBC'; text = 'ODBC CONNECT64 TO [DSN_{0}]'; code = 'DataSourceChoice' }
        @{ kind = 'odbc driver'; type = 'ODBC'; text = 'ODBC CONNECT64 TO [Driver={{MySQL ODBC 8.0 Driver}};Server=m{0}.acme.test;Database=d;UID=u;PWD=MARKER-odbc-{0}]'; moves = 'mysql' }
        @{ kind = 'oledb'; type = 'OLEDB'; text = 'OLEDB CONNECT TO [Provider=MSOLEDBSQL;Data Source=o{0}.acme.test;Initial Catalog=d;User ID=u;Password=MARKER-oledb-{0};]'; moves = 'mssql' }
        @{ kind = 'sap'; type = 'QvSAPSqlConnector.exe'; text = 'CUSTOM CONNECT TO "provider=QvSAPSqlConnector.exe;ASHOST=sap{0}.acme.test;CLIENT=100;"'; code = 'TypeUnsupported' }
        @{ kind = 'monitor_apps_REST_'; type = $rest; items = 'url=https://localhost/qrs/app/{0}'; code = 'MonitoringConnection' }
    )
    $script:each = 12
    $script:rows = foreach ($kind in $kinds) {
        foreach ($n in 1..$each) {
            $text = if ($kind.text) { $kind.text } else { "CUSTOM CONNECT TO `"provider=$($kind.type);$($kind.items);`"" }
            [pscustomobject]@{ Name = "$($kind.kind)$n"; Type = $kind.type; ConnectionString = $text -f $n }
        }
    }
    $null = $rows | New-QlikDataConnection -Session site
    $script:old = Get-QlikDataConnection -Session site | Where-Object Name -in $rows.Name
    $script:moving = @($kinds | Where-Object moves).Count * $each
    $script:map = @{
        SpaceMap      = @{ '*' = 'HR' }
        OwnerMap      = @{ '*' = '' }
        DataGateway   = 'gw-lund'
        DataSourceMap = @{ OLEDB = 'mssql'; 'MySQL ODBC 8.0 Driver' = 'mysql' }
    }
    $script:files = Join-Path $TestDrive files
    $script:secrets = @{ Credential = [pscredential]::new('etl', (ConvertTo-Secret 'MARKER-login')); WithoutSecret = $true; RecoveryPath = $files }
    # What is not a read; users are read by a POST.
    function Get-Change { @(Get-ServerRequest $tenant | Where-Object { $_.method -ne 'GET' -and $_.path -notmatch 'users/actions/filter' }) }
    function Get-Sent([string] $Method, [string] $Path) { @(Get-ServerRequest $tenant | Where-Object { $_.method -eq $Method -and $_.path -match $Path }) }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $tenant
    Stop-SandboxServer $site
}

Describe 'A site of 300 connections' {
    It 'has 300 of all kinds' { $old | Should -HaveCount 300 }

    It 'is tested with one request for each data source that is needed' {
        Clear-ServerRequest $tenant
        $script:found = $old | Test-QlikDataConnectionMigration tenant @map
        $found | Should -HaveCount 300
        foreach ($kind in $kinds) {
            $of = @($found | Where-Object { $_.Name -replace '\d+$' -eq $kind.kind })
            $of | Should -HaveCount $each
            if ($kind.moves) {
                $of.DataSourceId | Sort-Object -Unique | Should -Be $kind.moves
                $of | ForEach-Object { $_.Status | Should -BeIn Ready, NeedsSecret -Because "$($_.Name): $($_.Reasons)" }
            }
            else {
                $of | ForEach-Object { $_.Codes | Should -Contain $kind.code; $_.Status | Should -BeIn Blocked, NeedsDecision }
            }
        }
        Get-Sent GET 'data-sources($|\?)' | Should -HaveCount 1
        Get-Sent GET 'api-specs' | Should -HaveCount @($kinds.moves | Where-Object { $_ } | Sort-Object -Unique).Count
        Get-Sent GET 'gateways' | Should -HaveCount 2
        Get-Change | Should -BeNullOrEmpty
        "$($found | Format-List * | Out-String -Width 400) $($found | ConvertTo-Json -Depth 6 -WarningAction Ignore)" | Should -Not -Match 'MARKER'
    }

    It 'moves: every connection is moved or explained, as the test said' {
        Clear-ServerRequest $tenant
        $script:streams = $old | Import-QlikDataConnection -Session tenant @map @secrets -PassThru -Verbose -ErrorAction Continue *>&1
        $moved = @($streams | Where-Object { $_ -is [QlikConnections.QlikDataConnection] })
        $explained = @($streams | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] })
        $moved | Should -HaveCount $moving
        $moved.Count + $explained.Count | Should -Be 300
        $explained.FullyQualifiedErrorId | Sort-Object -Unique | Should -Be 'QlikMigrationBlocked,QlikConnections.Commands.ImportQlikDataConnectionCommand', 'QlikMigrationUndecided,QlikConnections.Commands.ImportQlikDataConnectionCommand'
        Get-Sent POST 'data-connections($|\?)' | Should -HaveCount $moving
        $expected = @{}
        $found | Where-Object Action -eq Create | ForEach-Object { $expected[$_.Name] = $_.DataSourceId }
        $expected.Count | Should -Be $moving
        $moved | ForEach-Object { $_.DataSourceId | Should -Be $expected[$_.Name]; $_.SpaceName | Should -Be HR }
    }

    It 'moves nothing when it is repeated, with one request for each connection that is there' {
        Clear-ServerRequest $tenant
        $again = $old | Import-QlikDataConnection -Session tenant @map @secrets -WhatIf -ErrorAction SilentlyContinue
        @($again | Where-Object Action -eq Unchanged) | Should -HaveCount $moving
        @($again | Where-Object Action -eq Impossible) | Should -HaveCount (300 - $moving)
        Get-Sent GET 'data-connections/[0-9a-f-]{36}' | Should -HaveCount $moving
        $old | Import-QlikDataConnection -Session tenant @map @secrets -ErrorAction SilentlyContinue
        Get-Change | Should -BeNullOrEmpty
        ($old | Test-QlikDataConnectionMigration tenant @map | Where-Object Action -eq Unchanged).Status | Sort-Object -Unique | Should -Be Ready
    }

    It 'moves from an export as well, where the secrets in statements are missing' {
        $export = Join-Path $TestDrive site.json
        $old | Export-QlikDataConnection $export
        $tested = Test-QlikDataConnectionMigration tenant -Path $export @map
        @($tested | Where-Object Action -eq Unchanged) | Should -HaveCount $moving
        Get-Content $export -Raw | Should -Not -Match 'MARKER'
        $tested = Test-QlikDataConnectionMigration tenant -Path $export -SpaceMap @{ '*' = 'R&D' } -DataSourceMap $map.DataSourceMap
        ($tested | Where-Object Name -eq rest1).Codes | Should -Contain SecretNeeded
        ($tested | Where-Object Name -eq rest1).Reasons -join ' ' | Should -Match 'X-Api-Key'
    }

    It 'shows and writes no secret' {
        $streams | Out-String -Width 400 | Should -Not -Match 'MARKER'
        $written = Get-ChildItem $files -Recurse -File
        $written | Should -Not -BeNullOrEmpty
        $written | ForEach-Object { Get-Content $_.FullName -Raw | Should -Not -Match 'MARKER' }
    }
}
