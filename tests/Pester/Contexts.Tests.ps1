# Signing in with the contexts of qlik-cli.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $script:site = Start-SandboxServer --repository
    $script:before = $env:QLIK_CLI_USER_HOME_DIR
    $script:homeFolder = Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid().ToString('N'))
    $null = New-Item -ItemType Directory -Path "$homeFolder/.qlik"
    $env:QLIK_CLI_USER_HOME_DIR = $homeFolder
    function Set-Context([string] $Text) { Set-Content -LiteralPath "$homeFolder/.qlik/contexts.yml" -Value $Text -NoNewline }
    function Get-Caught([scriptblock] $Run) { try { & $Run } catch { return $_ } }
    $script:usual = @"
current-context: prod
contexts:
  prod:
    server: $($server.url)
    server-type: cloud
    headers:
      Authorization: Bearer $($server.apiKey)
  robot:
    server: $($server.url)
    server-type: cloud
    oauth-client-id: $($server.clientId)
    oauth-client-secret: $($server.clientSecret)
  onprem:
    server: $($site.proxyUrl)/jwt
    server-type: Windows
    insecure: true
    headers:
      Authorization: Bearer $($site.jwt)
  two words:
    server: $($server.url)
    server-type: cloud
    headers: { Authorization: bearer wrong-but-secret }
"@
}
AfterAll {
    $env:QLIK_CLI_USER_HOME_DIR = $before
    Remove-Item -LiteralPath $homeFolder -Recurse -Force
    Stop-SandboxServer $server
    Stop-SandboxServer $site
}

Describe 'Connect-QlikSession -Context' {
    BeforeEach { Set-Context $usual }
    AfterEach { Get-QlikSession | Disconnect-QlikSession }

    It 'signs in with <name> by <signIn>' -ForEach @(
        @{ name = 'prod'; signIn = 'ApiKey'; platform = 'Cloud' }
        @{ name = 'robot'; signIn = 'OAuth'; platform = 'Cloud' }
        @{ name = 'onprem'; signIn = 'Jwt'; platform = 'Repository' }
    ) {
        $session = Connect-QlikSession -Context $name -WarningAction SilentlyContinue
        $session.Name | Should -BeExactly $name
        $session.Authentication | Should -Be $signIn
        $session.Platform | Should -Be $platform
        @(Get-QlikDataConnection -First 1).Count | Should -Be 1
    }

    It 'warns when the context accepts any certificate' {
        $null = Connect-QlikSession -Context onprem -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -Match 'certificate'
    }

    It 'takes the current context when nothing says how to sign in, and says so' {
        $records = Connect-QlikSession -Verbose 4>&1
        ($records | Where-Object { $_ -is [QlikConnections.QlikSession] }).Name | Should -Be 'prod'
        "$($records | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] })" | Should -Match "context 'prod'"
    }

    It 'lists the contexts when none is the current one: <what>' -ForEach @(
        @{ what = 'no such key'; line = '' }
        @{ what = 'null'; line = 'current-context: null' }
        @{ what = 'a tilde'; line = 'current-context: ~' }
        @{ what = 'nothing'; line = 'current-context: ""' }
    ) {
        Set-Context ($usual -replace '^current-context: prod', $line)
        $caught = Get-Caught { Connect-QlikSession }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
        "$caught" | Should -Match "no current context.*-Context.*'prod', 'robot', 'onprem', 'two words'"
    }

    It 'reads a file with the mark of an encoding: <_>' -ForEach 'utf8BOM', 'unicode' {
        Set-Content -LiteralPath "$homeFolder/.qlik/contexts.yml" -Value $usual -Encoding $_
        (Connect-QlikSession).Name | Should -Be 'prod'
    }

    It 'says so when a folder has the name of the file' {
        Remove-Item -LiteralPath "$homeFolder/.qlik/contexts.yml"
        $null = New-Item -ItemType Directory "$homeFolder/.qlik/contexts.yml"
        try {
            foreach ($run in { Connect-QlikSession }, { Connect-QlikSession -Context prod }) {
                $caught = Get-Caught $run
                $caught.FullyQualifiedErrorId | Should -BeLike 'QlikContextUnusable,*'
                "$caught" | Should -Match 'not a regular file'
            }
            [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-QlikSession -Context p', 30, $null).CompletionMatches | Should -BeNullOrEmpty
        }
        finally { Remove-Item -LiteralPath "$homeFolder/.qlik/contexts.yml" }
    }

    It 'takes a name of its own, and rows' {
        (Connect-QlikSession -Context prod -Name mine).Name | Should -Be 'mine'
        $rows = "Context,Name`nprod,`nrobot,bot" | ConvertFrom-Csv
        ($rows | Connect-QlikSession).Name | Should -Be 'prod', 'bot'
    }

    It 'gives advice about the context when its key is refused' {
        $caught = Get-Caught { Connect-QlikSession -Context 'two words' }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikAuthenticationFailed,*'
        $caught.ErrorDetails.RecommendedAction | Should -Match "context 'two words' of qlik-cli.*run Connect-QlikSession -Context 'two words' again"
    }

    It 'refuses what contradicts the context' {
        (Get-Caught { Connect-QlikSession -Context prod -Tenant $server.url }).FullyQualifiedErrorId | Should -BeLike 'QlikSignInInvalid,*'
    }

    It 'suggests a context for a misspelled one' {
        $caught = Get-Caught { Connect-QlikSession -Context prd }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikContextNotFound,*'
        "$caught" | Should -Match "'prod'"
        $caught.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'completes the names' {
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-QlikSession -Context ', 29, $null).CompletionMatches
        $found.CompletionText | Should -Be 'prod', 'robot', 'onprem', "'two words'"
    }

    It 'completes the names when others cannot be completed: <_>' -ForEach "''", "' '", '~', '"a\tb"', "'<<'", '? [a]', '5', 'true' {
        Set-Context "contexts:`n  ${_}: { server: x }`n  prod: { server: y }"
        $matches = [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-QlikSession -Context p', 30, $null).CompletionMatches
        if ($_ -eq '? [a]') { $matches | Should -BeNullOrEmpty } else { $matches.CompletionText | Should -Be 'prod' }
    }

    It 'shows no secret of the file: <what>' -ForEach @(
        @{ what = 'a refused key'; id = 'QlikAuthenticationFailed'; text = $null; name = 'two words' }
        @{ what = 'tabs'; id = 'QlikContextUnusable'; text = "contexts:`n`tprod:`n`t`tserver: wrong-but-secret"; name = 'prod' }
        @{ what = 'no quote at the end'; id = 'QlikContextUnusable'; text = "contexts:`n  prod: { server: 'wrong-but-secret"; name = 'prod' }
        @{ what = 'a server with a login'; id = 'QlikAddressInvalid'; name = 'a'
            text = "contexts:`n  a:`n    server: https://me:wrong-but-secret@acme.test`n    server-type: cloud`n    headers: { Authorization: Bearer wrong-but-secret }" }
        @{ what = 'another scheme'; id = 'QlikContextUnusable'; name = 'a'
            text = "contexts:`n  a:`n    server: acme.test`n    server-type: cloud`n    headers: { Authorization: Basic wrong-but-secret }" }
    ) {
        if ($text) { Set-Context $text }
        $file = Get-FileHash "$homeFolder/.qlik/contexts.yml"
        $records = try { Connect-QlikSession -Context $name -Verbose -Debug *>&1 } catch { $_ }
        ($records | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).FullyQualifiedErrorId | Should -BeLike "$id,*"
        $records | Format-List -Property * -Force | Out-String | Should -Not -Match 'wrong-but-secret'
        $Error[0] | Format-List -Property * -Force | Out-String | Should -Not -Match 'wrong-but-secret'
        (Get-FileHash "$homeFolder/.qlik/contexts.yml").Hash | Should -Be $file.Hash -Because 'the file belongs to qlik-cli'
    }

    It 'says where the file should be' {
        Remove-Item -LiteralPath "$homeFolder/.qlik/contexts.yml"
        $caught = Get-Caught { Connect-QlikSession -Context prod }
        $caught.FullyQualifiedErrorId | Should -BeLike 'QlikContextUnusable,*'
        "$caught" | Should -Match ([regex]::Escape("$homeFolder"))
        [System.Management.Automation.CommandCompletion]::CompleteInput('Connect-QlikSession -Context p', 30, $null).CompletionMatches | Should -BeNullOrEmpty
    }
}
