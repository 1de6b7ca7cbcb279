# Advice and words that fit the platform and the sign-in in use.

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:site = Start-SandboxServer -ArgumentList '--repository'
    $script:server = Start-SandboxServer
    function Get-Failure { param([scriptblock] $Script) try { $null = & $Script } catch { $_ } }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $site
    Stop-SandboxServer $server
}

Describe 'A refused sign-in' {
    It 'of a site with <name> is not answered with API keys and tenants' -ForEach @(
        @{ name = 'Certificate'; word = 'certificate'; connect = { Connect-Site $site } }
        @{ name = 'Jwt'; word = 'web token'; connect = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy $site.jwtPrefix -Jwt (ConvertTo-Secret $site.jwt) -TrustedRoot $site.rootPem } }
        @{ name = 'Header'; word = '-HeaderName'; connect = { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy $site.headerPrefix -HeaderName $site.headerName -UserDirectory ACME -UserId admin -TrustedRoot $site.rootPem } }
    ) {
        $null = & $connect
        Add-ServerFault $site @{ method = 'GET'; kind = 'status'; status = 401 }
        $failure = Get-Failure { Get-QlikDataConnection }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        $failure.ErrorDetails.RecommendedAction | Should -Match $word
        "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -Match 'API key|tenant'
    }

    It 'of a tenant with an API key names it' {
        $null = Connect-Server $server
        Add-ServerFault $server @{ kind = 'status'; status = 401; times = 2 }
        (Get-Failure { Get-QlikDataConnection }).ErrorDetails.RecommendedAction | Should -Match 'API key'
    }

    It 'does not apply to a redirect that leads elsewhere' {
        $null = Connect-Site $site
        Add-ServerFault $site @{ method = 'GET'; kind = 'redirect'; location = '/moved/qrs/dataconnection' }
        $failure = Get-Failure { Get-QlikDataConnection }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikUnexpectedResponse,*'
        "$failure" | Should -Match '/moved/qrs/dataconnection'
        Add-ServerFault $site @{ method = 'GET'; kind = 'loginRedirect' }
        (Get-Failure { Get-QlikDataConnection }).FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
    }
}

Describe 'Advice' {
    BeforeAll {
        Clear-ServerFault $server
        Clear-ServerFault $site
        $null = Connect-Server $server -Name cl
        $null = Connect-Site $site -Name rp
    }

    It 'after <what> fits' -ForEach @(
        @{ what = '-DataSourceId on a site'; advice = '-Filter'; never = '-ConnectionString'; run = { Get-QlikDataConnection -Session rp -DataSourceId mssql } }
        @{ what = 'GET with a body'; advice = '-Method Post'; never = '/qrs/about'; run = { Invoke-QlikRequest -Session cl /api/v1/items -Body @{ a = 1 } -ErrorAction Stop } }
        @{ what = '-FollowLinks of a POST'; advice = '-FollowLinks'; never = '/qrs/about'; run = { Invoke-QlikRequest -Session cl /api/v1/items -Method Post -FollowLinks -ErrorAction Stop } }
        @{ what = 'an address outside the API'; advice = '/api/v1/items'; never = 'id or name'; run = { Invoke-QlikRequest -Session cl /items -ErrorAction Stop } }
        @{ what = 'an address in the API'; advice = 'id or name'; never = '/api/v1'; run = { Invoke-QlikRequest -Session cl /api/v1/nosuch -ErrorAction Stop } }
        @{ what = '-Finish with -RollBack'; advice = 'help page'; never = 'Pipe '; run = { Restore-QlikDataConnection -Session cl x -Finish -RollBack } }
        @{ what = '-Rebuild with -NewName'; advice = 'help page'; never = 'Pipe '; run = { Set-QlikDataConnection -Session cl x -Rebuild -NewName y } }
        @{ what = 'an unclosed bracket'; advice = 'help page'; never = 'Pipe '; run = { Get-QlikDataConnection -Session cl 'a[b' -ErrorAction Stop } }
        @{ what = 'a filter that Qlik Cloud refuses'; advice = 'qName sw'; never = '^$'; run = { Get-QlikDataConnection -Session cl -Filter 'qName zz "x"' } }
        @{ what = 'a filter that a site refuses'; advice = "name sw 'Sales'"; never = 'qName'; run = { Get-QlikDataConnection -Session rp -Filter 'name eq Sales' } }
        @{ what = 'a filter that one of two sessions refuses'; advice = 'qName sw'; never = '^$'; run = { Get-QlikDataConnection -Session cl, rp -Filter 'qName zz "x"' -ErrorAction Stop } }
        @{ what = 'a user name that several users of a site have'; advice = '[A-Z]+\\'; never = '^$'; run = { Get-QlikDataConnection -Session rp -Owner anna } }
    ) {
        $failure = Get-Failure $run
        $failure | Should -Not -BeNullOrEmpty
        $failure.ErrorDetails.RecommendedAction | Should -Match $advice
        $failure.ErrorDetails.RecommendedAction | Should -Not -Match $never
    }

    It 'names the table that -Property expects' {
        "$(Get-Failure { New-QlikDataConnection -Session cl x mssql -Property 'region=eu' })" | Should -Match 'On the command line, pass such a table'
    }

    It 'says whether one or all of several secrets are needed' {
        $secret = ConvertTo-Secret 'p'
        $env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $TestDrive 'recovery'
        try {
            $subject = New-QlikDataConnection -Session cl 'many secrets' snowflake -Property @{ server = 'h'; username = 'u'; password = $secret } -SkipPropertyCheck
            "$(Get-Failure { $subject | Set-QlikDataConnection -Rebuild -Force -ErrorAction Stop })" | Should -Match 'Pass again: at least one of password, PRIV_KEY_FILE\.'
        }
        finally { $env:QLIKCONNECTIONS_RECOVERY_PATH = $null }
    }

    It 'names several features with a fitting verb' {
        "$(Get-Failure { Get-QlikDataConnection -Session rp -Space Finance })" | Should -Be 'Not supported on client-managed Qlik Sense: spaces.'
    }

    It 'says what the file of <parameter> must be, if it is not a certificate' -ForEach @(
        @{ parameter = 'CertificatePath'; format = 'PFX or PEM' }
        @{ parameter = 'TrustedRoot'; format = 'DER \(\.cer\) or PEM' }
    ) {
        $file = Join-Path $TestDrive 'rows.csv'
        Set-Content $file "Id,Name`n1,a"
        $splat = @{ CertificatePath = $site.clientPfx; TrustedRoot = $site.rootPem; CertificatePassword = ConvertTo-Secret $site.pfxPassword; UserDirectory = 'ACME'; UserId = 'admin' }
        $splat[$parameter] = $file
        $failure = Get-Failure { Connect-QlikSession -Server $site.certificateUrl -Name no @splat }
        "$failure" | Should -Match "it is not a certificate in $format"
    }
}

Describe 'Connect-QlikSession' {
    It 'takes the API''s own address form' {
        (Connect-QlikSession -Server "$($site.certificateUrl)/qrs" -CertificatePath $site.clientPfx -CertificatePassword (ConvertTo-Secret $site.pfxPassword) -TrustedRoot $site.rootPem).Uri | Should -Be "$($site.certificateUrl)/"
        @(Get-QlikDataConnection).Count | Should -BeGreaterThan 10
    }

    It 'splits a -UserId that brings its directory, and refuses one that contradicts -UserDirectory' {
        (Connect-Site $site -Splat @{ UserId = 'ACME\anna' }).UserName | Should -Be 'ACME\anna'
        (Connect-Site $site -Splat @{ UserId = 'ACME\anna'; UserDirectory = 'acme' }).UserName | Should -Be 'ACME\anna'
        (Get-Failure { Connect-Site $site -Splat @{ UserId = 'ACME\anna'; UserDirectory = 'OTHER' } }).FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
    }

    It 'never sends half a user: <what>' -ForEach @(
        @{ what = 'no directory before the backslash'; splat = @{ UserId = '\anna' } }
        @{ what = 'no user after the backslash'; splat = @{ UserId = 'ACME\' } }
        @{ what = 'only a backslash'; splat = @{ UserId = '\' } }
        @{ what = 'blanks for a half'; splat = @{ UserId = 'ACME\ ' } }
        @{ what = 'two backslashes'; splat = @{ UserId = 'ACME\\anna' } }
        @{ what = 'three parts'; splat = @{ UserId = 'a\b\c' } }
        @{ what = 'three parts, the first also as directory'; splat = @{ UserId = 'ACME\b\c'; UserDirectory = 'ACME' } }
        @{ what = 'no directory, with one in -UserDirectory'; splat = @{ UserId = '\anna'; UserDirectory = 'ACME' } }
        @{ what = 'a backslash in the directory'; splat = @{ UserId = 'anna'; UserDirectory = 'ACME\' } }
    ) {
        Clear-ServerRequest $site
        (Get-Failure { Connect-Site $site -Name half -Splat $splat }).FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        $header = @{ VirtualProxy = $site.headerPrefix; HeaderName = $site.headerName; TrustedRoot = $site.rootPem }
        if ($splat.UserId) {
            (Get-Failure { Connect-QlikSession -Server $site.proxyUrl -Name half @header @splat }).FullyQualifiedErrorId | Should -BeLike 'QlikInputInvalid,*'
        }
        @(Get-ServerRequest $site).Count | Should -Be 0
    }

    It 'ignores blanks around the parts of a user' {
        (Connect-Site $site -Splat @{ UserId = ' ACME\ anna' }).UserName | Should -Be 'ACME\anna'
        (Connect-Site $site -Splat @{ UserId = 'anna '; UserDirectory = 'ACME' }).UserName | Should -Be 'ACME\anna'
    }

    It 'says that a certificate''s password is <what>' -ForEach @(
        @{ what = 'missing'; splat = @{}; text = 'none was given' }
        @{ what = 'wrong'; splat = @{ CertificatePassword = 'wrong' }; text = 'password is wrong' }
    ) {
        if ($splat.CertificatePassword) { $splat = @{ CertificatePassword = ConvertTo-Secret $splat.CertificatePassword } }
        $failure = Get-Failure { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -TrustedRoot $site.rootPem @splat }
        $failure.FullyQualifiedErrorId | Should -BeLike 'QlikCertificateUnusable,*'
        "$failure" | Should -Match $text
        $failure.ErrorDetails.RecommendedAction | Should -Match '-CertificatePassword'
    }

    It 'says nothing of tenants about a site''s address' {
        $failure = Get-Failure { Connect-QlikSession -Server 'http://sense.test' -UseDefaultCredential }
        "$failure $($failure.ErrorDetails.RecommendedAction)" | Should -Not -Match 'tenant'
    }
}

Describe 'Plain English' {
    BeforeDiscovery {
        $root = Split-Path -Parent (Split-Path -Parent $PSScriptRoot)
        # Old words, invented words and word order that readers stumbled over. What is listed here must not come back.
        $script:everywhere = @(
            'anew', '(?<!(by|to) )whom', 'lest', 'heed', 'mend', 'shall', 'hence', 'whence', 'thereof', 'therein', 'bear', 'bears', 'borne', 'strange', 'shelf', 'fact sheets?',
            'close to it', 'half way', 'exclude each other', 'without a word', 'held against', 'this very', 'wholly', 'merely', 'says of', 'said of', 'tells of', 'told of',
            '§(?!3\.4\.2)', 'side door', 'lives', 'the only home'
        )
        $script:forUsers = @(
            'nobody can', 'lots?', 'answers?', 'answered', 'as asked', 'switch(ed|es)? (off|on)', 'take[sn]? back', 'gives? back', 'goes? with', 'fits (several|nothing|nobody|none)', 'wants?',
            'may see', 'whoever', 'somebody else''s', 'upper and lower case', 'at hand', 'under way', '(?<!there )is no(?! longer)', '(?<!there )are no(?! longer)',
            'go(es)? on', 'as always', 'hardly', 'belongs? into', 'the own', 'goes? along', 'as it stands', 'in the place of', 'there twice'
        )
        $script:forSources = @('(?<!name=")answers?', 'answered')
        $script:forChangelog = @('side by side', 'brings? it back', 'on the way', 'says? nothing', 'asks? nothing', 'holds? nothing', 'strength of', 'believed', 'goes on', 'go on')
        function Find-Word {
            param([string] $What, [string[]] $Path, [string[]] $Word, [scriptblock] $Text = { param($line) $line })
            @{ what = $What; path = $Path; pattern = '(?i)(?<![\w-])(' + ($Word -join '|') + ')(?![\w-])'; text = $Text }
        }
        function Find-File {
            param([string] $Folder, [string[]] $Filter)
            @((Get-ChildItem -Path (Join-Path $root $Folder) -Recurse -File -Include $Filter).FullName) -notmatch '[\\/](bin|obj|output)[\\/]'
        }
        $comment = { param($line) if ($line -match '^\s*(///?|#)\s(?<text>.*)$' -or $line -match ';\s+//\s(?<text>.*)$') { $Matches.text } }
        $title = { param($line) if ($line -match '^\s*(It|Describe|Context) ([''"])(?<text>.*?)\2 ') { $Matches.text } }
        # A name as words; the lines between two names keep them apart.
        $method = { param($line) if ($line -match '^    public (async )?(Task|void) (?<text>\w+)\(') { $Matches.text -creplace '_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', ' ' } }
        $users = $everywhere + $forUsers
        $places = @(
            Find-Word 'messages' (Find-File 'src/QlikConnections.Client/Resources' 'Strings.resx') $users { param($line) [regex]::Match($line, '<value>(.*)</value>').Groups[1].Value }
            Find-Word 'help pages' (Find-File 'docs/en-US' '*.md') $users
            Find-Word 'about topics' (Find-File 'src/module/en-US' '*.txt') $users
            Find-Word 'guides' (Find-File 'docs/guides' '*.md') $users
            Find-Word 'other documents' @('README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/architecture.md', 'docs/coverage.md' | ForEach-Object { Join-Path $root $_ }) $users
            Find-Word 'other pages' @('api-coverage', 'performance', 'reliability', 'hostile-input' | ForEach-Object { Join-Path $root "docs/$_.md" }) $everywhere { param($line) $line -replace '`[^`]*`', '' }
            Find-Word 'lists of the APIs' (Find-File 'docs/reference' '*.txt') ($everywhere + 'answers?')
            Find-Word 'titles of the tests' (Find-File 'tests/Pester' '*.Tests.ps1') $everywhere $title
            Find-Word 'names of the tests' (Find-File 'tests' '*.cs') $everywhere $method
            Find-Word 'changelog' @(Join-Path $root 'CHANGELOG.md') ($users + $forChangelog)
            Find-Word 'comments of the sources' (Find-File 'src' '*.cs', '*.psm1') ($everywhere + $forSources) $comment
            Find-Word 'comments of the tests' (Find-File 'tests' '*.cs', '*.ps1', '*.psm1') $everywhere $comment
        )
    }

    It 'is the language of the <what>' -ForEach $places {
        # Sentences are wrapped, so lines that follow each other are read as one text.
        $found = foreach ($file in $path) {
            $number = 0
            $block = [Text.StringBuilder]::new()
            foreach ($line in [IO.File]::ReadAllLines($file) + '') {
                $number++
                $words = & $text $line
                if (-not [string]::IsNullOrWhiteSpace($words)) { $null = $block.Append($words.Trim()).Append(' '); continue }
                foreach ($match in [regex]::Matches($block, $pattern)) { "$(Split-Path -Leaf $file), before line ${number}: '$match'" }
                $null = $block.Clear()
            }
        }
        $found | Should -BeNullOrEmpty -Because 'there is a plainer word'
    }
}
