# Policies: which connections do not keep a rule, files of policies, and what findings are good for.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name mine
    # Of a rule, the names of the connections that do not keep it.
    function Find([hashtable] $Policy, [hashtable] $More = @{}) { (Test-QlikDataConnectionPolicy -Policy $Policy @More).Name | Sort-Object }
    function Name([scriptblock] $Where) { (Get-QlikDataConnection | Where-Object $Where).Name | Sort-Object }
    function New-Rest([string] $Url, [string] $Name = "rest $([guid]::NewGuid())") {
        New-QlikDataConnection -Name $Name -Space HR -DataSourceId rest -Property @{ url = $Url }
    }
}

AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'A rule' {
    It 'about <what> finds what does not keep it' -ForEach @(
        @{ what = 'data sources that are allowed'; policy = @{ AllowedDataSource = 'mssql', 'SNOW*' }; where = { $_.DataSourceId -notmatch '^(mssql|snow.*)$' } }
        @{ what = 'data sources that are forbidden'; policy = @{ ForbiddenDataSource = 're?t' }; where = { $_.DataSourceId -eq 'rest' } }
        @{ what = 'spaces that are allowed'; policy = @{ AllowedSpace = 'Sales', 'hr' }; where = { $_.SpaceName -notin 'Sales', 'HR' } }
        @{ what = 'personal connections'; policy = @{ ForbiddenSpace = 'Personal' }; where = { -not $_.SpaceId } }
        @{ what = 'owners'; policy = @{ ForbiddenOwner = 'Anna *' }; where = { $_.OwnerName -like 'Anna *' } }
        @{ what = 'tags that are required'; policy = @{ RequiredTag = 'prod' }; where = { $_.Tags -notcontains 'prod' } }
        @{ what = 'tags that are forbidden'; policy = @{ ForbiddenTag = 'p*' }; where = { $_.Tags -like 'p*' } }
        @{ what = 'age'; policy = @{ MaximumAgeDays = 30 }; where = { $_.Created -lt (Get-Date).AddDays(-31) } }
        @{ what = 'time without a change'; policy = @{ MaximumUnchangedDays = 30 }; where = { $_.Modified -lt (Get-Date).AddDays(-31) } }
    ) {
        $expected = Name $where
        Find $policy | Select-Object -Unique | Should -Be ($expected | Select-Object -Unique)
    }

    It 'about owners finds those that the server does not know' {
        $all = @(Get-QlikDataConnection -NoNameLookup)
        @($all | Test-QlikDataConnectionPolicy -Policy @{ RequireKnownOwner = $true }) | Should -HaveCount $all.Count
        @(Get-QlikDataConnection -Owner 'Anna Berg' | Test-QlikDataConnectionPolicy -Policy @{ RequireKnownOwner = $true }) | Should -HaveCount 0
    }

    It 'about hosts reads <url>' -ForEach @(
        @{ url = 'https://API.acme.test:8443/v1?a=b'; value = 'api.acme.test' }
        @{ url = 'https://other.test/x'; value = 'other.test' }
        @{ url = 'http://[::1]:80/'; value = '::1' }
    ) {
        $finding = New-Rest $url | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = 'nothing' }
        $finding.Value | Should -Be $value
        $finding.Expected | Should -Be 'nothing'
        Get-QlikDataConnection $finding.Name | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = $value; ForbiddenHost = '*.no' } | Should -BeNullOrEmpty
    }

    It 'counts for all values of a connection, and names the value' {
        $findings = New-Rest 'https://api.acme.test/' | Set-QlikDataConnection -Tag one, two -PassThru | Test-QlikDataConnectionPolicy -Policy @{ ForbiddenTag = '*o*'; RequiredTag = 'x', 'y' }
        $findings | ForEach-Object { "$($_.Rule) $($_.Value) $($_.Expected)" } | Should -Be 'ForbiddenTag one *o*', 'ForbiddenTag two *o*', 'RequiredTag  x', 'RequiredTag  y'
    }

    It 'does not count for an exception <what>' -ForEach @(
        @{ what = 'by name'; exception = @{ Name = 'Open*'; Reason = 'public' }; counts = $false }
        @{ what = 'by space'; exception = @{ Name = '*'; SpaceName = 'r&d' }; counts = $false }
        @{ what = 'of another space'; exception = @{ Name = '*'; SpaceName = 'HR' }; counts = $true }
        @{ what = 'of this rule'; exception = @{ Name = '*'; Rule = 'forbiddenDataSource' }; counts = $false }
        @{ what = 'of another rule'; exception = @{ Name = '*'; Rule = 'RequiredTag', 'AllowedHost' }; counts = $true }
        @{ what = 'that still lasts'; exception = @{ Name = '*'; Until = '2999-12-31' }; counts = $false }
        @{ what = 'that is over'; exception = @{ Name = '*'; Until = '2020-12-31' }; counts = $true }
    ) {
        [bool] (Find @{ ForbiddenDataSource = 'rest'; Exception = @($exception, @{ Name = 'nothing' }) } @{ Name = 'Open data' }) | Should -Be $counts
    }
}

Describe 'A site' {
    It 'has types instead of data sources, shares as hosts, and no spaces' {
        $site = Start-SandboxServer --repository
        try {
            $null = Connect-Site $site -Name site
            $made = New-QlikDataConnection -Session site -Name share -Type folder -ConnectionString '\\fs01.acme.test\data\'
            ($made | Test-QlikDataConnectionPolicy -Policy @{ AllowedDataSource = 'ODBC'; AllowedHost = 'fs02*'; AllowedSpace = 'Sales' } | ForEach-Object { "$($_.Rule) $($_.Value)" } | Sort-Object) |
                Should -Be 'AllowedDataSource folder', 'AllowedHost fs01.acme.test'
            $ora = New-QlikDataConnection -Session site -Name ora -Type OLEDB -ConnectionString 'OLEDB CONNECT TO [Provider=O;Data Source=(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=ora01)(PORT=1521)));Extended Properties="server=tcp:db02\x,1433"]'
            ($ora | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = 'none' }).Value | Should -Be 'ora01', 'db02'
            $odd = New-QlikDataConnection -Session site -Name odd -Type odd -ConnectionString 'lösenordet: hemligt-4711'
            $finding = $odd | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = 'none'; ForbiddenHost = 'none' }
            $finding.Rule | Should -Be 'AllowedHost'
            $finding.Value | Should -BeNullOrEmpty
            "$($finding | Format-List | Out-String)" | Should -Not -Match 'hemligt'
        }
        finally { Disconnect-QlikSession site; Stop-SandboxServer $site }
    }
}

Describe 'Findings' {
    It 'change each connection once' {
        $made = New-Rest 'https://api.acme.test/'
        $findings = $made | Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'a', 'b'; AllowedHost = 'none' }
        $findings | Should -HaveCount 3
        Clear-ServerRequest $server
        ($findings | Set-QlikDataConnection -AddTag review -PassThru -WarningVariable warned).Tags | Should -Contain 'review'
        $warned | Should -BeNullOrEmpty
        @(Get-ServerRequest $server | Where-Object method -EQ PATCH) | Should -HaveCount 1
        ($findings | Get-QlikDataConnection).Id | Select-Object -Unique | Should -Be $made.Id
        $findings | Remove-QlikDataConnection -Force
        Get-QlikDataConnection -Id $made.Id -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'can be saved and used again' {
        $made = New-Rest 'https://api.acme.test/'
        $made | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = 'none' } | Export-Clixml "$TestDrive/findings.xml"
        $made | Test-QlikDataConnectionPolicy -Policy @{ AllowedHost = 'none' } | Export-Csv "$TestDrive/findings.csv"
        (Import-Clixml "$TestDrive/findings.xml" | Get-QlikDataConnection).Id | Should -Be $made.Id
        (Import-Csv "$TestDrive/findings.csv" | Get-QlikDataConnection -WarningAction SilentlyContinue).Id | Should -Be $made.Id
    }

    It 'cost no request for piped connections, and the pages of the list otherwise' {
        $all = Get-QlikDataConnection
        Clear-ServerRequest $server
        $null = $all | Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'x' }
        @(Get-ServerRequest $server) | Should -HaveCount 0
        $null = Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'x' }
        @(Get-ServerRequest $server | Where-Object path -Like '*data-connections*') | Should -HaveCount 1
    }

    It 'take rows and names, and report what is not there' {
        $found = 'Open data', [pscustomobject]@{ Name = 'CRM' }, 'nothing' |
            Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'surely not' } -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.Name | Should -Be 'Open data', 'CRM'
        $problems.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionNotFound,*'
        (Test-QlikDataConnectionPolicy -Policy @{ RequiredTag = 'surely not' } -Name 'Open data', CRM).Name | Sort-Object | Should -Be 'CRM', 'Open data'
    }
}

Describe 'A policy' {
    It 'comes from a data file' {
        Set-Content "$TestDrive/policy.psd1" "# allowed`n@{`n  AllowedDataSource = @('rest')`n  RequireKnownOwner = `$true`n  Exception = @{ Name = 'x' }, @{ Name = 'y'; Until = '2027-01-31' }`n}"
        Push-Location $TestDrive
        try { (Test-QlikDataConnectionPolicy ./policy.psd1).Rule | Select-Object -Unique | Should -Contain AllowedDataSource }
        finally { Pop-Location }
    }

    It 'that <what> is one error, and sends nothing' -ForEach @(
        @{ what = 'has an unknown rule'; policy = @{ AllowedDataSorce = 'x' }; says = "*AllowedDataSorce*AllowedDataSource*" }
        @{ what = 'has no rules'; policy = @{}; says = '*no rules*' }
        @{ what = 'has only exceptions'; policy = @{ Exception = @{ Name = 'x' } }; says = '*no rules*' }
        @{ what = 'has a blank name'; policy = @{ AllowedHost = ' ' }; says = '*AllowedHost*' }
        @{ what = 'has a number for a name'; policy = @{ AllowedHost = 5 }; says = '*AllowedHost*' }
        @{ what = 'has no name in a list'; policy = @{ AllowedHost = @() }; says = '*AllowedHost*' }
        @{ what = 'has a text for a number'; policy = @{ MaximumAgeDays = 'many' }; says = '*MaximumAgeDays*' }
        @{ what = 'has zero days'; policy = @{ MaximumAgeDays = 0 }; says = '*MaximumAgeDays*' }
        @{ what = 'has a text for a switch'; policy = @{ RequireKnownOwner = 'yes' }; says = '*RequireKnownOwner*' }
        @{ what = 'has an exception without a name'; policy = @{ AllowedHost = 'x'; Exception = @{ Rule = 'AllowedHost' } }; says = '*Exception*Name*' }
        @{ what = 'has an exception of an unknown rule'; policy = @{ AllowedHost = 'x'; Exception = @{ Name = '*'; Rule = 'AllowedHosts' } }; says = '*AllowedHosts*AllowedHost*' }
        @{ what = 'has an exception with a misspelled part'; policy = @{ AllowedHost = 'x'; Exception = @{ Name = '*'; Untill = '2027-01-01' } }; says = '*Untill*Until*' }
        @{ what = 'has an exception without a date'; policy = @{ AllowedHost = 'x'; Exception = @{ Name = '*'; Until = 'soon' } }; says = '*Until*' }
        @{ what = 'has an exception that is a text'; policy = @{ AllowedHost = 'x'; Exception = 'y' }; says = '*Exception*' }
    ) {
        Clear-ServerRequest $server
        { Test-QlikDataConnectionPolicy -Policy $policy -ErrorAction Stop } | Should -Throw -ErrorId 'QlikPolicyInvalid,*' -ExpectedMessage $says
        @(Get-ServerRequest $server) | Should -HaveCount 0
    }

    It 'from a file that <what> is one error' -ForEach @(
        @{ what = 'runs code'; content = '@{ AllowedHost = (Get-Date) }'; says = '*only values*' }
        @{ what = 'is not a table'; content = "'x'"; says = '*hashtable*' }
        @{ what = 'is empty'; content = ''; says = '*hashtable*' }
        @{ what = 'has two tables'; content = "@{ AllowedHost = 'x' }`n@{}"; says = '*hashtable*' }
        @{ what = 'is cut off'; content = "@{`nAllowedHost = 'x'"; says = '*line*' }
        @{ what = 'has a key twice'; content = "@{ AllowedHost = 'x'; allowedhost = 'y' }"; says = '*' }
    ) {
        Set-Content "$TestDrive/bad.psd1" $content
        { Test-QlikDataConnectionPolicy "$TestDrive/bad.psd1" -ErrorAction Stop } | Should -Throw -ErrorId 'QlikPolicyInvalid,*' -ExpectedMessage $says
    }

    It 'from a path that is <what> is one error' -ForEach @(
        @{ what = 'not there'; path = 'nothing.psd1' }
        @{ what = 'a folder'; path = '.' }
    ) {
        { Test-QlikDataConnectionPolicy (Join-Path $TestDrive $path) -ErrorAction Stop } | Should -Throw -ErrorId 'QlikPolicyInvalid,*'
    }
}
