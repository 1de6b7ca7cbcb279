# Export-QlikDataConnectionReport on the packaged module: what the page contains, requests, and when nothing is written. tests/Reports has
# the page in a browser.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name mine
    $script:file = Join-Path $TestDrive 'report.html'
    # The rows of a section: its cells.
    function Get-Row([string] $Section, [string] $Path = $file) {
        $text = Get-Content -Raw -Path $Path -Encoding utf8
        if ($text -notmatch "(?s)<section id=`"$Section`".*?</section>") { return }
        # The comma keeps a row together.
        [regex]::Matches($Matches[0], '<tr>(?:<td.*?</td>)+</tr>') | ForEach-Object {
            , @([regex]::Matches($_.Value, '<td[^>]*>(.*?)</td>') | ForEach-Object { [System.Net.WebUtility]::HtmlDecode($_.Groups[1].Value) })
        }
    }
    function Id-Of([scriptblock] $Run) {
        $problems = $null
        try { & $Run -ErrorVariable problems 2>$null } catch { return $_.FullyQualifiedErrorId }
    }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'A report of a session' {
    BeforeEach { Clear-ServerRequest $server; Clear-ServerFault $server; Remove-Item $file -ErrorAction Ignore }

    It 'shows what the cmdlets show' {
        Export-QlikDataConnectionReport $file -IncludeUsage | Should -BeNullOrEmpty

        $all = Get-QlikDataConnection
        (Get-Row connections).Count | Should -Be $all.Count
        (Get-Row connections | ForEach-Object { "$($_[0])|$($_[1])|$($_[2])" } | Sort-Object) | Should -Be ($all | ForEach-Object { "$($_.Name)|$($_.SpaceName)|$($_.OwnerName)" } | Sort-Object)
        $gone = Get-QlikUser | Where-Object Status -EQ disabled
        (Get-Row owners | ForEach-Object { $_[0] } | Sort-Object) | Should -Be ($all | Where-Object OwnerId -In $gone.Id | ForEach-Object Name | Sort-Object)
        $usage = Get-QlikDataConnectionUsage
        (Get-Row usage).Count | Should -Be @($usage | Where-Object Category -NE Never).Count
        (Get-Row unused | ForEach-Object { $_[0] } | Sort-Object) | Should -Be ($usage | Where-Object Category -EQ Never | ForEach-Object Connection | Sort-Object)
        (Get-Row credentials | ForEach-Object { $_[0] }) | Should -Be (Get-QlikDataCredential -Orphaned).Name
    }

    It 'reads connections, names and orphans once' {
        $session = Connect-Server $server -Name fresh
        Clear-ServerRequest $server
        Export-QlikDataConnectionReport $file -Session $session
        $requests = Get-ServerRequest $server
        $requests.Count | Should -Be 4
        Disconnect-QlikSession fresh
    }

    It 'adds one request for each app, and lists nothing a second time' {
        Export-QlikDataConnectionReport $file
        Clear-ServerRequest $server
        Export-QlikDataConnectionReport $file -IncludeUsage
        $paths = (Get-ServerRequest $server).path
        @($paths -like '*/data-connections*').Count | Should -Be 1
        @($paths -like '*/reloads/metadata/*').Count | Should -Be @($paths -like '*/reloads/metadata/*' | Select-Object -Unique).Count
    }

    It 'names what could not be read, on the page and as an error' {
        Add-ServerFault $server @{ method = 'POST'; path = 'filter-orphan'; kind = 'status'; status = 403; times = 9 }
        Export-QlikDataConnectionReport $file -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.Count | Should -Be 1
        Get-Row credentials | Should -BeNullOrEmpty
        Get-Content -Raw $file | Should -Match "(?s)What is not complete.*Session &#39;mine&#39;"
        (Get-Row connections).Count | Should -BeGreaterThan 10
    }

    It 'has no section about owners for a caller who may not read users' {
        $null = Connect-Server $server -Name stranger
        Add-ServerFault $server @{ method = 'POST'; path = 'users/actions/filter'; kind = 'status'; status = 403; times = 9 }
        Export-QlikDataConnectionReport $file -Session stranger -ErrorAction SilentlyContinue
        Disconnect-QlikSession stranger
        Get-Row connections | Should -Not -BeNullOrEmpty
        Get-Content -Raw $file | Should -Not -Match 'id="owners"'
    }

    It 'has a column for the session if there are several, also of a site' {
        $site = Start-SandboxServer '--repository'
        try {
            $null = Connect-Site $site
            Export-QlikDataConnectionReport $file -Session mine, site
            (Get-Row connections | ForEach-Object { $_[-1] } | Select-Object -Unique) | Should -Be mine, site
            Disconnect-QlikSession site
        }
        finally { Stop-SandboxServer $site }
    }
}

Describe 'A report of what is piped' {
    BeforeEach { Remove-Item $file -ErrorAction Ignore }

    It 'has a section for each kind' {
        & {
            'CRM', (Get-QlikDataConnection 'Open data')
            Get-QlikDataConnectionUsage -Name CRM
            Get-QlikDataCredential -Orphaned
            Test-QlikDataConnectionPolicy -Policy @{ ForbiddenDataSource = 'rest' } -Name CRM
        } | Export-QlikDataConnectionReport $file -Title 'A <b>title</b>'
        (Get-Row connections | ForEach-Object { $_[0] } | Sort-Object) | Should -Be 'CRM', 'Open data'
        (Get-Row usage).Count | Should -BeGreaterThan 0
        Get-Row usage | ForEach-Object { $_[7] } | Should -Match '^(\d{4}-\d\d-\d\d)?$'
        (Get-Row policy | ForEach-Object { $_[3] }) | Should -Be ForbiddenDataSource
        Get-Row credentials | Should -Not -BeNullOrEmpty
        Get-Content -Raw $file | Should -Match '<h1>A &lt;b&gt;title&lt;/b&gt;</h1>'
    }

    It 'has a section for what can move to Qlik Cloud' {
        $null = Connect-QlikSession -Sandbox Repository -Name windows
        try {
            $tested = Get-QlikDataConnection -Session windows | Test-QlikDataConnectionMigration -ToSession mine
            $tested | Export-QlikDataConnectionReport $file
            (Get-Row migration).Count | Should -Be $tested.Count
            Get-Row migration | ForEach-Object { "$($_[0])|$($_[2])|$($_[5])" } | Should -Be ($tested | ForEach-Object { "$($_.Name)|$($_.Status)|$($_.Codes -join ', ')" })
            $tested | Export-Clixml "$TestDrive/tested.xml"
            Import-Clixml "$TestDrive/tested.xml" | Export-QlikDataConnectionReport "$TestDrive/tested.html"
            (Get-Content -Raw "$TestDrive/tested.html") -replace 'Created \d{4}.*' | Should -Be ((Get-Content -Raw $file) -replace 'Created \d{4}.*')
        }
        finally { Disconnect-QlikSession windows }
    }

    It 'is the same for objects that were saved' {
        $objects = & { Get-QlikDataConnection CRM; Get-QlikDataConnectionUsage; Get-QlikDataCredential -Orphaned; Test-QlikDataConnectionPolicy -Policy @{ ForbiddenDataSource = 'rest' } }
        $objects | Export-QlikDataConnectionReport $file
        $objects | Export-Clixml "$TestDrive/saved.xml"
        Import-Clixml "$TestDrive/saved.xml" | Export-QlikDataConnectionReport "$TestDrive/saved.html"
        $same = { (Get-Content -Raw $args[0]) -replace 'Created \d{4}.*' }
        & $same "$TestDrive/saved.html" | Should -Be (& $same $file)
    }

    It 'shows no secret, whatever a statement or property holds' {
        $marker = 'MARKER-7d21'
        $made = @(
            New-QlikDataConnection -Name 'with secret' -Space HR -DataSourceId rest -Property @{ url = "https://anna:$marker@api.acme.test/?token=$marker" } -WarningAction Ignore
            New-QlikDataConnection -Name 'login' -Space HR -DataSourceId mssql -Property @{ host = 'h'; port = '1'; database = 'd'; username = 'u'; password = $marker } -WarningAction Ignore
        )
        try {
            $made | Get-QlikDataConnection -Detailed | Export-QlikDataConnectionReport $file
            Get-Content -Raw $file | Should -Not -Match $marker
            Get-Content -Raw $file | Should -Match 'api\.acme\.test'
        }
        finally { $made | Remove-QlikDataConnection -Force }
    }

    It 'writes days in the Gregorian calendar under <_>' -ForEach 'ar-SA', 'fa-IR', 'th-TH' {
        $culture = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            Get-QlikDataConnection CRM | Export-QlikDataConnectionReport $file
        }
        finally { [cultureinfo]::CurrentCulture = $culture }
        (Get-Row connections)[7] | Should -Be '2024-07-29'
        Get-Content -Raw $file | Should -Match 'Created 20\d\d-\d\d-\d\d '
    }
}

Describe 'Nothing is written' {
    BeforeEach { Set-Content -Path $file -Value 'old' }
    AfterEach { Get-Content $file | Should -Be 'old' }

    It 'if <what>' -ForEach @(
        @{ what = 'the file is something else'; id = 'QlikReportExists'; run = { Export-QlikDataConnectionReport $file -ErrorAction Stop } }
        @{ what = 'the path is a folder'; id = 'QlikReportExists'; run = { Export-QlikDataConnectionReport (New-Item -ItemType Directory "$TestDrive/folder.html" -Force).FullName -ErrorAction Stop } }
        @{ what = 'the path is no page'; id = 'QlikInputInvalid'; run = { Export-QlikDataConnectionReport "$TestDrive/report.txt" -ErrorAction Stop } }
        @{ what = 'the path is blank'; id = 'QlikInputInvalid'; run = { Export-QlikDataConnectionReport '  ' -ErrorAction Stop } }
        @{ what = 'there is no such folder'; id = 'QlikExportUnwritable'; run = { Export-QlikDataConnectionReport "$TestDrive/none/report.html" -ErrorAction Stop } }
        @{ what = 'nothing is piped'; id = 'QlikInputInvalid'; run = { @() | Export-QlikDataConnectionReport $file -Force -ErrorAction Stop } }
        @{ what = 'something else is piped'; id = 'QlikInputInvalid'; run = { Get-QlikSpace HR | Export-QlikDataConnectionReport "$TestDrive/other.html" -ErrorAction Stop } }
        @{ what = 'the usage is asked for with input'; id = 'QlikInputInvalid'; run = { 'CRM' | Export-QlikDataConnectionReport $file -IncludeUsage -Force -ErrorAction Stop } }
    ) {
        $run | Should -Throw -ErrorId "$id,*"
    }

    It 'with -WhatIf' {
        Export-QlikDataConnectionReport $file -Force -WhatIf
    }
}

Describe 'A file' {
    It 'that is a report is replaced, another one with -Force' {
        Set-Content -Path $file -Value 'old'
        'CRM' | Export-QlikDataConnectionReport $file -Force
        'Open data' | Export-QlikDataConnectionReport $file
        (Get-Row connections)[0] | Should -Be 'Open data'
        Get-ChildItem $TestDrive -Filter *.tmp | Should -BeNullOrEmpty
    }
}
