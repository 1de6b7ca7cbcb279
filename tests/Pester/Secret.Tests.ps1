BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
}
AfterAll { Stop-SandboxServer $server }

Describe 'A planted secret' {
    It 'appears in no stream, property, file or transcript' {
        $marker = 'MARKER-5f0c9a71'
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $state = Join-Path $TestDrive 'state.json'
        $clixml = Join-Path $TestDrive 'out.xml'
        $script = @'
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Start-Transcript -Path $transcript
$secret = ConvertTo-SecureString -String $marker -AsPlainText -Force
try { Connect-QlikSession $server.url -ApiKey $secret } catch { $_ | Format-List -Force *; $_.Exception.ToString() }
try { Connect-QlikSession $server.url -ClientCredential ([pscredential]::new($server.clientId, $secret)) } catch { $_ | Format-List -Force * ; $_.Exception.ToString() }
$key = ConvertTo-SecureString -String $server.apiKey -AsPlainText -Force
$live = Connect-QlikSession $server.url -ApiKey $key -Name live
$kept = Connect-QlikSession -Sandbox Cloud -Path $state -Name kept
foreach ($session in $live, $kept) {
    $property = @{ host = 'h'; username = 'u'; password = $secret }
    $new = New-QlikDataConnection "secret $($session.Name)" mssql -Space HR -Property $property -Session $session
    New-QlikDataConnection "secret $($session.Name)" mssql -Space HR -Property $property -Session $session
    New-QlikDataConnection 'bad' mssql -Space HR -Property @{ nosuch = $secret } -Session $session
    New-QlikDataConnection 'what' mssql -Space HR -Property $property -Session $session -WhatIf
    $login = [pscredential]::new('u', $secret)
    $new | Set-QlikDataConnection -ConnectionString ($new.ConnectionString + 'x=1;') -Credential $login -PassThru
    $new | Set-QlikDataConnection -ConnectionString "CUSTOM CONNECT TO `"provider=x;password=$marker;`"" -Credential $login -WhatIf
    $new | Set-QlikDataConnection -ConnectionString 'broken' -Credential $login
    Get-QlikDataConnection -Id $new.Id -Detailed -Session $session | ForEach-Object { $_ | Format-List -Force *; $_ | ConvertTo-Json -Depth 4; $_ }
    $session | Format-List -Force *
    $session | ConvertTo-Json -Depth 3
}
Get-QlikSession | Export-Clixml $clixml
$null = Stop-Transcript
$Error | Format-List -Force * | Out-String
'@
        $run = Invoke-InRunspace -Script $script -Variable @{ marker = $marker; server = $server; transcript = $transcript; state = $state; clixml = $clixml }
        $run.Error.Count | Should -BeGreaterThan 3 -Because 'the failing paths must have been walked'
        $run.Verbose.Count | Should -BeGreaterThan 10
        foreach ($stream in $run.PSObject.Properties) {
            ($stream.Value | Out-String -Width 4096) | Should -Not -Match $marker -Because "the $($stream.Name) stream must not hold it"
            foreach ($item in $stream.Value) {
                if ($item -is [System.Management.Automation.ErrorRecord]) { $item.Exception.ToString() | Should -Not -Match $marker }
            }
        }
        foreach ($file in $transcript, $state, $clixml) {
            $file | Should -Exist
            Get-Content $file -Raw | Should -Not -Match $marker
        }
        Get-Content $clixml -Raw | Should -Not -Match ([regex]::Escape($server.apiKey))
    }
}

# What a sign-in takes from vaults, files and the environment, and what profiles keep.
Describe 'A secret of a sign-in' {
    It 'appears in no stream, profile, file or transcript' {
        $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
        $marker = 'MARKER-7c31d2'
        $saved = $env:QLIKCONNECTIONS_PROFILE_PATH
        try {
            $run = Invoke-InRunspace -Variable @{ suite = "$PSScriptRoot/Suite.psm1"; marker = $marker; server = $server; folder = $folder } -Script @'
Import-Module $suite
$vault = Import-StandInVault
$env:QLIKCONNECTIONS_PROFILE_PATH = Join-Path $folder profiles
$file = Join-Path ([System.IO.Path]::GetTempPath()) "key-$([guid]::NewGuid())"
Set-Content $file $marker
if (-not $IsWindows) { chmod 600 $file }
$key = ConvertTo-Secret $server.apiKey
$wrong = ConvertTo-Secret $marker
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Start-Transcript -Path (Join-Path $folder transcript.txt)
function Show($Object) { $Object; $Object | Format-List -Force *; $Object | ConvertTo-Json -Depth 4 }
foreach ($secret in $key, $wrong) {
    Show (Save-QlikProfile vault -Tenant $server.url -SecretName kept -Secret $secret -Force -WhatIf)
    Show (Save-QlikProfile vault -Tenant $server.url -SecretName kept -Secret $secret -Force -PassThru)
    Show (Connect-QlikSession -Profile vault)
    Show (Save-QlikProfile session -Secret $secret -Force -PassThru)
}
foreach ($value in $marker, $wrong, ([pscredential]::new('me', $wrong)), @{ ApiKey = $marker; ClientId = 'c'; ClientSecret = $wrong }, @{ Other = $marker }) {
    & $vault { $Vaults.Store.kept = $args[0] } $value
    Connect-QlikSession -Profile vault
    Connect-QlikSession $server.url -SecretName kept
}
& $vault { $script:Failure = { throw 'locked' } }
Save-QlikProfile locked -Tenant $server.url -Secret $wrong
Connect-QlikSession -Profile vault
& $vault { $script:Failure = $null }
Show (Save-QlikProfile file -Tenant $server.url -SecretFile $file -PassThru)
Connect-QlikSession -Profile file
Add-Content $file $marker
Connect-QlikSession -Profile file
$env:QLIK_TENANT = $server.url
$env:QLIK_API_KEY = $marker
Connect-QlikSession
Connect-QlikSession -AllowEnvironmentSecret
$env:QLIK_API_KEY_FILE = $file
Connect-QlikSession
$env:QLIK_TENANT = $env:QLIK_API_KEY = $env:QLIK_API_KEY_FILE = $null
Show (Get-QlikProfile)
Get-QlikProfile | Export-Clixml (Join-Path $folder profiles.xml)
Get-QlikSession | Export-Clixml (Join-Path $folder sessions.xml)
$null = Stop-Transcript
$Error | ForEach-Object { $_ | Format-List -Force *; $_.Exception.ToString(); $_.TargetObject | Format-List -Force * } | Out-String -Width 4096
$Error | Export-Clixml (Join-Path $folder errors.xml)
Remove-Item $file
'@
        }
        finally { $env:QLIKCONNECTIONS_PROFILE_PATH = $saved }
        @($run.Error.FullyQualifiedErrorId -replace ',.*' | Sort-Object -Unique) |
            Should -Be 'QlikAuthenticationFailed', 'QlikSecretUnavailable', 'QlikSignInInvalid' -Because 'each failure was met'
        foreach ($form in $marker, [regex]::Escape($server.apiKey)) {
            foreach ($stream in $run.PSObject.Properties) { ($stream.Value | Out-String -Width 4096) | Should -Not -Match $form -Because "the $($stream.Name) stream must not hold it" }
            foreach ($there in Get-ChildItem $folder -Recurse -File) { Get-Content $there.FullName -Raw | Should -Not -Match $form -Because $there.Name }
        }
        (Get-ChildItem (Join-Path $folder profiles)).Name | Should -Be 'file.json', 'session.json', 'vault.json'
    }
}

# Each input with each fate: -WhatIf, a refusal that repeats what was sent, success.
Describe 'A secret in every input: <name>' -ForEach @(
    @{ name = 'today''s dialect'; arguments = @(); splat = @{}; only = '*' }
    @{ name = 'the connectivity namespace'; arguments = @(); splat = @{ ApiNamespace = 'Connectivity' }; only = '*' }
    @{ name = 'the legacy dialect'; arguments = @('--legacy'); splat = @{ Dialect = 'Legacy' }; only = '*' }
    @{ name = 'a client-managed site'; arguments = @('--repository'); splat = @{}; only = 'site*' }
    @{ name = 'the sandbox of the module, on Qlik Cloud'; arguments = $null; splat = @{ Sandbox = 'Cloud' }; only = '*' }
    @{ name = 'the sandbox of the module, client-managed'; arguments = $null; splat = @{ Sandbox = 'Repository' }; only = 'site*' }
) {
    BeforeAll { $script:target = if ($null -ne $arguments) { Start-SandboxServer $arguments } }
    AfterAll { Stop-SandboxServer $target }

    It 'appears in no stream, property, file or transcript' {
        $marker = 'MARKER-9e1b"\20d4'
        # As JSON writes it, and as base64.
        $forms = 'MARKER-9e1b', [regex]::Escape([Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($marker)))
        $folder = New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory
        $script = @'
Import-Module $suite
$env:QLIKCONNECTIONS_RECOVERY_PATH = Join-Path $folder 'recovery'
$secret = ConvertTo-Secret $marker
$login = [pscredential]::new('svc', $secret)
$keyFile = Join-Path ([System.IO.Path]::GetTempPath()) "key-$([guid]::NewGuid()).json"
[System.IO.File]::WriteAllText($keyFile, $marker)
$key = Get-Item $keyFile
if (-not $target) { $session = Connect-QlikSession @splat -Path (Join-Path $folder 'state.json') -Name walked }
elseif ($target.certificateUrl) { $session = Connect-Site $target walked }
else { $session = Connect-QlikSession $target.url -ApiKey (ConvertTo-Secret $target.apiKey) -Name walked @splat }
$place = if ($session.Platform -eq 'Cloud') { @{ Space = 'HR' } } else { @{} }
function New-Subject { param($Name) New-QlikDataConnection $Name mssql @place -Property @{ host = 'h'; username = 'u'; password = $secret } -Verbose:$false -Debug:$false }
function New-Other { param($Name) New-QlikDataConnection $Name -Type ODBC -ConnectionString 'ODBC CONNECT TO "x"' -Credential $login -Verbose:$false -Debug:$false }
$bucket = @{ bucketName = 'b'; serviceAccountKeyFile = $key }
$walks = [ordered]@{
    'new secure'       = 'POST',  { New-QlikDataConnection 'n1' mssql @place -Property @{ host = 'h'; username = 'u'; password = $secret } @args }
    'new text'         = 'POST',  { New-QlikDataConnection 'n2' mssql @place -Property @{ host = 'h'; username = 'u'; password = $marker } @args }
    'new login inside' = 'POST',  { New-QlikDataConnection 'n3' mssql @place -Property @{ host = 'h'; username = $login } @args }
    'new file'         = 'POST',  { New-QlikDataConnection 'n4' File_GoogleCloudStorageConnector @place -Property $bucket @args }
    'new login'        = 'POST',  { New-QlikDataConnection 'n5' mssql @place -Property @{ host = 'h' } -Credential $login @args }
    'new code'         = 'POST',  { New-QlikDataConnection 'n6' gbq @place -AuthCode $secret @args }
    'new statement'    = 'POST',  { New-QlikDataConnection 'n7' -DataSourceId mssql @place -Type QvOdbcConnectorPackage.exe -ConnectionString 'CUSTOM CONNECT TO "provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;"' -Credential $login -ConnectionSecret $secret @args }
    'set property'     = 'PATCH', { $subject | Set-QlikDataConnection -Property @{ password = $secret; username = 'v' } -PassThru @args }
    'set text'         = 'PATCH', { $subject | Set-QlikDataConnection -Property @{ password = $marker; username = 'v' } -PassThru @args }
    'set login'        = 'PATCH', { $subject | Set-QlikDataConnection -Credential $login -PassThru @args }
    'set code'         = 'PATCH', { $subject | Set-QlikDataConnection -AuthCode $secret -PassThru @args }
    'set secret'       = 'PUT',   { $subject | Set-QlikDataConnection -ConnectionSecret $secret -PassThru @args }
    'set credential'   = 'PUT',   { $subject | Set-QlikDataCredential -Credential $login -PassThru @args }
    'rebuild'          = 'POST',  { Get-QlikDataConnection subject | Set-QlikDataConnection -Rebuild -Property @{ username = 'w'; password = $secret } -Force -PassThru @args }
    'rebuild login'    = 'POST',  { Get-QlikDataConnection subject | Set-QlikDataConnection -Rebuild -Credential $login -Force -PassThru @args }
    'rebuild file'     = 'POST',  { Get-QlikDataConnection subject | Set-QlikDataConnection -DataSourceId File_GoogleCloudStorageConnector -Property $bucket -Force -PassThru @args }
    'invoke'           = 'POST',  { Invoke-QlikRequest /api/v1/data-connections -Method Post -Body @{ datasourceID = 'mssql'; qName = 'n8'; connectionProperties = @{ host = 'h'; username = 'u'; password = $secret } } @args }
    'invoke text'      = 'POST',  { Invoke-QlikRequest /api/v1/data-connections -Method Post -Body (@{ datasourceID = 'mssql'; qName = 'n9'; connectionProperties = @{ host = 'h'; username = 'u'; password = $marker } } | ConvertTo-Json) @args }
    'remove'           = 'DELETE', { Remove-QlikDataConnection removed1, removed2 -Force @args }
    'restore'          = 'POST',  { Restore-QlikDataConnection removed1 -Property @{ host = 'h'; username = 'u'; password = $secret } @args }
    'restore login'    = 'POST',  { Restore-QlikDataConnection removed2 -Credential $login @args }
    'site new'         = 'POST',  { New-QlikDataConnection 's1' -Type ODBC -ConnectionString "ODBC CONNECT TO `"x;password=$marker;`"" -Credential $login @args | Select-Object -ExcludeProperty ConnectionString * }
    'site set'         = 'PUT',   { Get-QlikDataConnection other | Set-QlikDataConnection -Credential $login -PassThru @args }
    'site invoke'      = 'POST',  { Invoke-QlikRequest tag -Method Post -Body @{ nosuch = $secret } @args }
    'site remove'      = 'DELETE', { Remove-QlikDataConnection other -Force @args }
    'site restore'     = 'POST',  { Restore-QlikDataConnection other -Credential $login @args }
}
if ($only -eq '*') { $subject = New-Subject subject; 'removed1', 'removed2' | ForEach-Object { $null = New-Subject $_ } } else { $null = New-Other other }
$VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
$null = Start-Transcript -Path (Join-Path $folder 'transcript.txt')
$base64 = [Convert]::ToBase64String([System.IO.File]::ReadAllBytes($keyFile))
$fates = [ordered]@{}
foreach ($walk in $walks.Keys | Where-Object { $_.StartsWith('site') -eq ($only -eq 'site*') }) {
    $method, $act = $walks[$walk]
    if ($walk -notmatch '^(remove|site remove)$') {
        & $act -WhatIf
    }
    # A server can repeat only what it was sent.
    $said = if ($walk -match 'file') { $base64 } else { $marker }
    $refusal = @{ errors = @(@{ code = "X-$said"; title = "Bad $said"; detail = 'in ' + (@{ password = $said } | ConvertTo-Json -Compress) }) } | ConvertTo-Json -Depth 5 -Compress
    $fates[$walk] = if ($target -and $walk -notmatch 'remove') {
        # The module did not write what this sends to the server.
        $VerbosePreference = $DebugPreference = 'SilentlyContinue'
        Add-ServerFault $target @{ method = $method; path = '.'; kind = 'status'; status = 400; body = $refusal }
        $VerbosePreference = $DebugPreference = 'Continue'
        $before = $Error.Count
        $output = try { & $act } catch { $_ }
        Clear-ServerFault $target
        $output | Format-List -Force * | Out-String -Width 4096
        if ($Error.Count -gt $before) { "$($Error[0])" }
    }
    $output = & $act
    $output
    $output | Format-List -Force *
    $output | ConvertTo-Json -Depth 4
    $output | Export-Clixml (Join-Path $folder "$walk.xml")
}
$null = Stop-Transcript
$Error | ForEach-Object { $_ | Format-List -Force *; $_.Exception.ToString(); $_.Exception | Format-List -Force *; $_.TargetObject | Format-List -Force *; $_.ErrorDetails | Format-List -Force * } | Out-String -Width 4096
$Error | Export-Clixml (Join-Path $folder 'errors.xml')
Get-QlikSession | Export-Clixml (Join-Path $folder 'sessions.xml')
Disconnect-QlikSession walked
Remove-Item $keyFile
[pscustomobject]@{ Fates = $fates }
'@
        $recovery = $env:QLIKCONNECTIONS_RECOVERY_PATH
        try {
            $run = Invoke-InRunspace -Script $script -Variable @{
                suite = "$PSScriptRoot/Suite.psm1"; marker = $marker; target = $target; splat = $splat; only = $only; folder = $folder.FullName
            }
        }
        finally { $env:QLIKCONNECTIONS_RECOVERY_PATH = $recovery }
        $fates = $run.Output[-1].Fates
        $fates.Count | Should -BeGreaterThan 4 -Because "every input was walked: $($run.Error | Out-String)"
        if ($target) {
            foreach ($walk in $fates.Keys | Where-Object { $_ -notmatch 'remove' }) { "$($fates[$walk])" | Should -Match '\*\*\*' -Because "the refusal of '$walk' was met" }
        }
        # A tenant of the tutorials' time patches no property, and a tag needs a name: these are refusals by themselves.
        @($run.Error | Where-Object { "$_" -notmatch "\*\*\*|'name' of tag is required|/connectionProperties/\w+ cannot be patched" }) | ForEach-Object { "$($_.FullyQualifiedErrorId) $_" } | Should -BeNullOrEmpty
        foreach ($form in $forms) {
            foreach ($stream in $run.PSObject.Properties) { ($stream.Value | Out-String -Width 4096) | Should -Not -Match $form -Because "the $($stream.Name) stream must not hold it" }
            foreach ($file in Get-ChildItem $folder -Recurse -File) { Get-Content $file.FullName -Raw | Should -Not -Match $form -Because $file.Name }
        }
        @(Get-ChildItem $folder -Recurse -Filter *.recovery.jsonl).Count | Should -BeGreaterThan 0
    }
}

# The same statements as in the tests of the grammar, through the whole module.
Describe 'A secret in a connect statement' {
    BeforeAll {
        $folder = [System.IO.Path]::Combine($PSScriptRoot, '..', 'Cases')
        $forms = Get-Content (Join-Path $folder 'statement-forms.json') -Raw | ConvertFrom-Json
        $script:cases = @(Get-Content (Join-Path $folder 'statements.json') -Raw | ConvertFrom-Json) +
            @($forms.hidden | ForEach-Object { [pscustomobject]@{ name = $_; text = $_; secrets = @('MARKER') } }) +
            @($forms.shown | ForEach-Object { [pscustomobject]@{ name = $_; text = $_; secrets = @() } })
        function script:Find-Secret {
            param([string] $Text, [string] $Where)
            # Views break long lines.
            $flat = $Text -replace '\s'
            foreach ($case in $cases) {
                foreach ($secret in $case.secrets) { if ($secret -cne 'MARKER' -and $flat.Contains($secret)) { "$($case.name): $Where" } }
            }
            if ($flat.Contains('MARKER')) { "a marker: $Where" }
        }
    }

    It 'is in no view, question, recovery file, journal or error of a client-managed site, and what has none comes back byte for byte' {
        $folder = Join-Path $TestDrive 'statements'
        $run = Invoke-InRunspace -Variable @{ cases = $cases; folder = $folder; transcript = "$folder.txt" } -Script @'
$null = Start-Transcript -Path $transcript
$null = Connect-QlikSession -Sandbox Repository
$ids = @{}
for ($i = 0; $i -lt $cases.Count; $i++) {
    New-QlikDataConnection "probe $i" -Type folder -ConnectionString $cases[$i].text -WhatIf
    $ids[(New-QlikDataConnection "probe $i" -Type folder -ConnectionString $cases[$i].text).Id] = $i
}
$all = Get-QlikDataConnection 'probe *'
$all | Set-QlikDataConnection -ConnectionString 'ODBC CONNECT TO [x]' -WhatIf
$null = Stop-Transcript
$copies = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($all, 3))
$views = ($all | Format-List | Out-String -Width 4096), ($all | Format-Table | Out-String -Width 4096), ($copies | Format-List | Out-String -Width 4096), ($all | Out-String)
$before = @{}
$all | ForEach-Object { $before[$_.Name] = $_.ConnectionString }
$all | Set-QlikDataConnection -ConnectionString 'ODBC CONNECT TO [x]' -RecoveryPath $folder
$views += Get-QlikChange -RecoveryPath $folder | Format-List * | Out-String -Width 4096
Undo-QlikChange -RecoveryPath $folder -ErrorAction SilentlyContinue
$undone = @{}
$all = Get-QlikDataConnection 'probe *'
$all | ForEach-Object { $undone[$_.Name] = $_.ConnectionString }
$all = @($all | Set-QlikDataConnection -ConnectionString { $before[$_.Name] } -RecoveryPath $folder -PassThru)
$all | Remove-QlikDataConnection -Force -RecoveryPath $folder
$views += Restore-QlikDataConnection -List -RecoveryPath $folder | Format-List * | Out-String -Width 4096
$views += Restore-QlikDataConnection -List -RecoveryPath $folder | ForEach-Object Before | Format-List | Out-String -Width 4096
$restored = @{}
$failed = @{}
Restore-QlikDataConnection 'probe *' -RecoveryPath $folder -ErrorVariable problem -ErrorAction SilentlyContinue | ForEach-Object { $restored[$_.Name] = $_.ConnectionString }
$problem | ForEach-Object { $failed[$_.TargetObject.Name] = $_.FullyQualifiedErrorId }
for ($i = 0; $i -lt $cases.Count; $i++) {
    [pscustomobject]@{ Index = $i; Sent = $before["probe $i"]; Undone = $undone["probe $i"]; Restored = $restored["probe $i"]; Problem = $failed["probe $i"] }
}
[pscustomobject]@{ Views = $views; Errors = ($Error | ForEach-Object { "$_"; $_.Exception.ToString(); $_ | Format-List -Force * } | Out-String -Width 4096) }
'@
        $last = $run.Output[-1]
        @($run.Output).Count | Should -Be ($cases.Count + 1) -Because ($run.Error | Out-String)
        $found = @(
            Find-Secret ($last.Views -join "`n") 'a view'
            Find-Secret $last.Errors 'an error'
            Find-Secret (Get-Content "$folder.txt" -Raw) 'a question'
            foreach ($stream in 'Information', 'Warning', 'Verbose', 'Debug') { Find-Secret ($run.$stream | Out-String -Width 4096) "the $stream stream" }
            foreach ($file in Get-ChildItem $folder -File -Recurse) { Find-Secret (Get-Content $file.FullName -Raw) $file.Name }
        )
        $found | Should -BeNullOrEmpty
        @(Select-String -Path "$folder.txt" -Pattern 'What if').Count | Should -Be (2 * $cases.Count)
        Get-ChildItem $folder -File -Recurse | ForEach-Object { Get-Content $_.FullName -Raw | Should -Not -Match ([regex]::Escape('***')) -Because 'what was left out is no text' }
        @(Get-ChildItem $folder -Recurse -Filter *.journal.jsonl).Count | Should -Be 5 -Because 'there are two changes, an undo, a deletion and a restore'
        foreach ($row in $run.Output[0..($cases.Count - 1)]) {
            $case = $cases[$row.Index]
            $row.Sent | Should -BeExactly $case.text
            $row.Undone | Should -BeExactly $(if ($case.secrets) { 'ODBC CONNECT TO [x]' } else { $case.text }) -Because $case.name
            if ($case.secrets) { $row.Problem | Should -Match 'QlikSecretsNeeded' -Because $case.name }
            else { $row.Restored | Should -BeExactly $case.text -Because $case.name }
        }
    }

    It 'is in no question about a connection of Qlik Cloud, in a statement or a property' {
        $transcript = Join-Path $TestDrive 'questions.txt'
        $run = Invoke-InRunspace -Variable @{ cases = $cases; transcript = $transcript } -Script @'
$null = Start-Transcript -Path $transcript
$null = Connect-QlikSession -Sandbox Cloud
$one = New-QlikDataConnection subject mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = (ConvertTo-SecureString x -AsPlainText -Force) }
foreach ($case in $cases) {
    New-QlikDataConnection n -DataSourceId mssql -Type x -ConnectionString $case.text -WhatIf
    $one | Set-QlikDataConnection -ConnectionString $case.text -Credential ([pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force))) -WhatIf
    # A word alone says nothing as a statement, but may well be the value of a property.
    if ($case.understood -eq $false) { continue }
    $one | Set-QlikDataConnection -Property @{ url = $case.text } -SkipPropertyCheck -Credential ([pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force))) -WhatIf
}
$null = Stop-Transcript
'@
        @(Select-String -Path $transcript -Pattern 'What if').Count | Should -BeGreaterThan (2 * $cases.Count) -Because ($run.Error | Out-String)
        Find-Secret (Get-Content $transcript -Raw) 'a question' | Should -BeNullOrEmpty
        @(foreach ($stream in $run.PSObject.Properties) { Find-Secret ($stream.Value | Out-String -Width 4096) "the $($stream.Name) stream" }) | Should -BeNullOrEmpty
    }
}

Describe 'A token that was pasted as a name' {
    It 'is not quoted whole by <what>' -ForEach @(
        @{ what = 'Get-QlikDataConnection -Name'; run = { Get-QlikDataConnection -Name $token } }
        @{ what = 'Get-QlikDataConnection -Space'; run = { Get-QlikDataConnection -Space $token } }
        @{ what = 'Get-QlikSpace -Name'; run = { Get-QlikSpace -Name $token } }
        @{ what = 'Get-QlikUser -Name'; run = { Get-QlikUser -Name $token } }
        @{ what = 'New-QlikDataConnection -Space'; run = { New-QlikDataConnection n -DataSourceId rest -Type x -ConnectionString 'C:\x\' -Space $token } }
        @{ what = 'Set-QlikDataConnection -Name'; run = { Set-QlikDataConnection -Name $token -Tag a } }
        @{ what = 'Remove-QlikDataConnection'; run = { Remove-QlikDataConnection -Name $token -Force } }
        @{ what = 'Restore-QlikDataConnection'; run = { Restore-QlikDataConnection -Name $token -RecoveryPath $TestDrive -AllowUntrustedFile } }
        @{ what = '-Session'; run = { Get-QlikDataConnection -Session $token } }
    ) {
        $null = Connect-QlikSession -Sandbox Cloud -Name pasted
        $token = 'eyJhbGciOiJFUzM4NCIsImtpZCI6IjEifQ.eyJzdWIiOiJhYmMxMjMifQ.TUFSS0VSMTIzNDU2Nzg5MDEy'
        try {
            $said = & { try { & $run } catch { $_ } } *>&1
            @($said).Count | Should -BeGreaterThan 0
            $all = $said | ForEach-Object { "$_"; $_ | Format-List * -Force; if ($_.Exception) { $_.Exception.Message; "$($_.ErrorDetails)"; "$($_.TargetObject)"; "$($_.CategoryInfo)" } } | Out-String -Width 4096
            $all -replace '(?m)^(Line|InvocationInfo|PositionMessage|ScriptStackTrace).*' | Should -Not -Match 'eyJzdWIi|TUFSS0VS'
        }
        finally { Get-QlikSession pasted | Disconnect-QlikSession }
    }
}

Describe 'A statement that was pasted where something else belongs' {
    It 'is not quoted with its secret by <what>' -ForEach @(
        @{ what = '-Name'; run = { param($text) Get-QlikDataConnection -Name $text } }
        @{ what = '-Id'; run = { param($text) Get-QlikDataConnection -Id $text } }
        @{ what = '-Space'; run = { param($text) Get-QlikDataConnection -Space $text } }
        @{ what = '-Owner'; run = { param($text) Get-QlikDataConnection -Owner $text } }
        @{ what = '-Type'; run = { param($text) Get-QlikDataConnection -Type $text } }
        @{ what = '-Tag'; run = { param($text) Get-QlikDataConnection -Tag $text } }
        @{ what = '-DataSourceId'; run = { param($text) Get-QlikDataConnection -DataSourceId $text } }
        @{ what = '-Session'; run = { param($text) Get-QlikDataConnection -Session $text } }
        @{ what = '-ThrottleLimit'; run = { param($text) Get-QlikDataConnection -ThrottleLimit $text } }
        @{ what = '-NewName -WhatIf'; run = { param($text) Set-QlikDataConnection 'Sales DWH' -NewName $text -WhatIf } }
        @{ what = 'New -WhatIf'; run = { param($text) New-QlikDataConnection -Name $text -DataSourceId rest -Property @{ url = 'https://x.test' } -WhatIf } }
        @{ what = 'Remove'; run = { param($text) $text | Remove-QlikDataConnection -Force } }
        @{ what = 'Remove -Id'; run = { param($text) Remove-QlikDataConnection -Id $text -Force } }
        @{ what = 'Restore'; run = { param($text) Restore-QlikDataConnection $text -RecoveryPath $TestDrive -AllowUntrustedFile } }
        @{ what = 'Get-QlikUser'; run = { param($text) Get-QlikUser $text } }
        @{ what = 'Connect -Tenant'; run = { param($text) Connect-QlikSession -Tenant $text -ApiKey ([securestring]::new()) } }
        @{ what = 'Save-QlikProfile'; run = { param($text) Save-QlikProfile -Name $text -Sandbox Cloud } }
        @{ what = 'Invoke -Method'; run = { param($text) Invoke-QlikRequest /api/v1/users/me -Method $text } }
        @{ what = 'Invoke -Path'; run = { param($text) Invoke-QlikRequest "/api/v1/nope/$text" -Verbose } }
        @{ what = 'Invoke -Path with it as the query'; run = { param($text) Invoke-QlikRequest "/api/v1/nope?$text" -Verbose } }
        @{ what = 'Invoke -WhatIf'; run = { param($text) Invoke-QlikRequest "/api/v1/nope/$text" -Method Delete -WhatIf } }
    ) {
        $null = Connect-QlikSession -Sandbox Cloud -Name pasted
        $transcript = Join-Path $TestDrive 'pasted.txt'
        try {
            foreach ($text in 'password=MARKER-Tanne88', 'Server=h;Uid=u;Pwd=MARKER-Tanne88;', 'https://u:MARKER-Tanne88@h.test/', '{"password":"MARKER-Tanne88"}') {
                $null = Start-Transcript $transcript
                try { $said = & { try { & $run $text } catch { $_ } } *>&1 } finally { $null = Stop-Transcript }
                # The heading of a transcript has nothing of the command.
                (Get-Content $transcript -Raw) | Should -Not -Match 'Tanne88' -Because "$text ($what)"
                @($said).Count + (Select-String -Path $transcript -Pattern 'What if').Count | Should -BeGreaterThan 0
                $all = $said | ForEach-Object { "$_"; if ($_ -is [System.Management.Automation.ErrorRecord]) { $_.Exception | Format-List * -Force; "$($_.ErrorDetails)"; "$($_.TargetObject)"; "$($_.CategoryInfo)" } } | Out-String -Width 4096
                $all | Should -Not -Match 'Tanne88' -Because "$text ($what)"
            }
        }
        finally { Get-QlikSession pasted | Disconnect-QlikSession }
    }
}

Describe 'Remove-Module' {
    It 'disconnects the sessions, so that their secrets are cleared' {
        $session = Invoke-InRunspace -Script @'
$session = Connect-QlikSession -Sandbox Cloud -Name removed
Remove-Module QlikConnections
$session.IsConnected
'@
        $session.Error | Should -BeNullOrEmpty
        $session.Output | Should -Be $false
    }
}

Describe 'A question about a statement' {
    BeforeAll { Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/AnsweringHost.cs" -Raw) }

    It 'shows no form of a secret to whoever is asked' {
        $forms = (Get-Content ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Cases', 'statement-forms.json')) -Raw | ConvertFrom-Json).hidden
        $somebody = [AnsweringHost]::new([string[]] (@('No') * 2 * $forms.Count))
        $runspace = [runspacefactory]::CreateRunspace($somebody, [initialsessionstate]::CreateDefault2())
        $runspace.Open()
        $shell = [powershell]::Create($runspace)
        try {
            $null = $shell.AddScript({
                param($module, $forms)
                Import-Module $module
                $null = Connect-QlikSession -Sandbox Repository
                $one = New-QlikDataConnection asked -Type folder -ConnectionString 'C:\x\'
                foreach ($form in $forms) {
                    $one | Set-QlikDataConnection -ConnectionString $form -Confirm
                    New-QlikDataConnection n -Type folder -ConnectionString $form -Confirm
                }
            }).AddArgument((Get-ModuleManifestPath)).AddArgument($forms).Invoke()
            $somebody.Questions | Should -Be (2 * $forms.Count) -Because ($shell.Streams.Error | Select-Object -First 3 | Out-String)
            @($somebody.Shown -match 'MARKER') | Should -BeNullOrEmpty
        }
        finally { $runspace.Dispose(); $shell.Dispose() }
    }
}

Describe 'The life of a secret' {
    BeforeAll {
        # Everything that is reached from an object, its private fields too.
        $script:walk = @'
function Find-Reached {
    param($Root, [scriptblock] $Test)
    $seen = [System.Collections.Generic.HashSet[object]]::new([System.Collections.Generic.ReferenceEqualityComparer]::Instance)
    $queue = [System.Collections.Generic.Queue[object]]::new()
    $queue.Enqueue($Root)
    while ($queue.Count -and $seen.Count -lt 20000) {
        $one = $queue.Dequeue()
        if ($null -eq $one -or -not $seen.Add($one)) { continue }
        if (& $Test $one) { $one }
        if ($one -is [string] -or $one -is [securestring]) { continue }
        $type = $one.GetType()
        if ($type.IsPrimitive -or $one -is [System.Reflection.MemberInfo] -or $one -is [System.Reflection.Assembly] -or $type.FullName -match '^System\.(Threading|Reflection|Runtime|Globalization)\.' -or $type.IsPointer) { continue }
        if ($one -is [array]) { if (-not $type.GetElementType().IsPrimitive) { foreach ($item in $one) { $queue.Enqueue($item) } }; continue }
        for ($level = $type; $level; $level = $level.BaseType) {
            foreach ($field in $level.GetFields('Instance, Public, NonPublic, DeclaredOnly')) {
                if ($field.FieldType.IsPointer -or $field.FieldType.IsPrimitive -or $field.FieldType.IsByRefLike) { continue }
                $queue.Enqueue($field.GetValue($one))
            }
        }
    }
}
function Find-Text {
    param($Root, [string] $Text)
    [bool] @(Find-Reached $Root {
            param($One)
            if ($One -is [string]) { $One.Contains($Text) }
            elseif ($One -is [securestring]) { try { [System.Net.NetworkCredential]::new('', $One).Password -eq $Text } catch [ObjectDisposedException] { $false } }
        }).Count
}
function Find-Key {
    param($Root)
    Find-Reached $Root { param($One) $One -is [System.Security.Cryptography.X509Certificates.X509Certificate2] -and $One.Handle -ne [IntPtr]::Zero -and $One.HasPrivateKey }
}
'@
    }

    It 'ends with the session: nothing that is reached from <name> holds it' -ForEach @(
        @{ name = 'the session of an API key'; kind = 'key' }
        @{ name = 'the session of an OAuth client'; kind = 'oauth' }
    ) {
        $run = Invoke-InRunspace -Variable @{ server = $server; kind = $kind } -Script (@'
$secret = if ($kind -eq 'key') { $server.apiKey } else { $server.clientSecret }
$secure = ConvertTo-SecureString -String $secret -AsPlainText -Force
$session = if ($kind -eq 'key') { Connect-QlikSession $server.url -ApiKey $secure } else { Connect-QlikSession $server.url -ClientCredential ([pscredential]::new($server.clientId, $secure)) }
$one = Get-QlikDataConnection | Select-Object -First 1
$while = Find-Text $session $secret
Disconnect-QlikSession
[pscustomobject]@{ While = $while; After = (Find-Text $session $secret); OfObject = (Find-Text $one $secret); Given = [System.Net.NetworkCredential]::new('', $secure).Password -eq $secret }
'@).Insert(0, $walk)
        $run.Error | Should -BeNullOrEmpty
        $run.Output[-1].While | Should -BeTrue -Because 'the walk finds it while the session is open'
        $run.Output[-1].After | Should -BeFalse
        $run.Output[-1].OfObject | Should -BeFalse
        $run.Output[-1].Given | Should -BeTrue -Because 'what the user gave is the user''s'
    }

    It 'ends with the session: nothing that is reached from <name> holds it' -ForEach @(
        @{ name = 'the session of a JSON web token'; kind = 'jwt' }
        @{ name = 'the session of a Windows login'; kind = 'windows' }
        @{ name = 'the session of a certificate file'; kind = 'certificate' }
        @{ name = 'the session of a header'; kind = 'header' }
    ) {
        $site = Start-SandboxServer '--repository', '--basic'
        try {
            $run = Invoke-InRunspace -Variable @{ site = $site; kind = $kind } -Script (@'
$secret = @{ jwt = $site.jwt; windows = $site.windowsPassword; certificate = $site.pfxPassword; header = 'admin-of-the-header' }[$kind]
$secure = ConvertTo-SecureString -String $secret -AsPlainText -Force
$common = @{ TrustedRoot = $site.rootPem }
$session = switch ($kind) {
    'jwt' { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy jwt -Jwt $secure @common }
    'windows' { Connect-QlikSession -Server $site.proxyUrl -Credential ([pscredential]::new($site.windowsUser, $secure)) @common }
    'certificate' { Connect-QlikSession -Server $site.certificateUrl -CertificatePath $site.clientPfx -CertificatePassword $secure @common }
    'header' { Connect-QlikSession -Server $site.proxyUrl -VirtualProxy hdr -HeaderName $site.headerName -UserDirectory ACME -UserId admin @common }
}
$one = Get-QlikDataConnection | Select-Object -First 1
$while = Find-Text $session $secret
$keys = @(Find-Key $session).Count
Disconnect-QlikSession
[pscustomobject]@{ While = $while; Keys = $keys; After = (Find-Text $session $secret); KeysAfter = @(Find-Key $session).Count; OfObject = (Find-Text $one $secret) }
'@).Insert(0, $walk)
            $run.Error | Should -BeNullOrEmpty
            $run.Output[-1].After | Should -BeFalse
            $run.Output[-1].OfObject | Should -BeFalse
            $run.Output[-1].KeysAfter | Should -Be 0
            # The walk finds what there is while the session is open.
            if ($kind -in 'jwt', 'windows') { $run.Output[-1].While | Should -BeTrue }
            if ($kind -eq 'certificate') { $run.Output[-1].Keys | Should -BeGreaterThan 0 }
        }
        finally { Stop-SandboxServer $site }
    }

    It 'is not kept in $Error with the row or the path that it came in' {
        $run = Invoke-InRunspace -Script @'
$null = Connect-QlikSession -Sandbox Cloud
[pscustomobject]@{ Name = 'no such'; Password = 'MARKER'; Tag = 'x' } | Set-QlikDataConnection
[pscustomobject]@{ Id = 'no id'; Client_Secret = 'MARKER'; ConnectionString = 'a=1;pwd=MARKER' } | Remove-QlikDataConnection -Confirm:$false
@{ Name = 'no such'; token = 'MARKER' } | Set-QlikDataConnection -NewName y
Invoke-QlikRequest '/api/v1/nothing?token=MARKER'
$null = New-QlikDataConnection twice rest -Space HR -Property @{ url = 'https://x.test' }
[pscustomobject]@{ Name = 'twice'; Tag = 'x'; Password = 'MARKER' }, [pscustomobject]@{ Name = 'twice'; Tag = 'y'; Password = 'MARKER' } | Set-QlikDataConnection
$Error | ForEach-Object { $_.TargetObject | Format-List -Force * | Out-String -Width 4096; "$($_.TargetObject)"; "$_"; $_.Exception.ToString() }
'@
        $run.Error.Count | Should -Be 5
        $run.Error[4].FullyQualifiedErrorId | Should -BeLike 'QlikInputContradiction,*'
        $run.Output | Out-String | Should -Not -Match 'MARKER'
        $run.Output | Out-String | Should -Match 'no such' -Because 'the rest of the row stays'
    }

    It 'is warned of when it is given as plain text, once for each property' {
        $run = Invoke-InRunspace -Variable @{ folder = (Join-Path $TestDrive plain) } -Script @'
$null = Connect-QlikSession -Sandbox Cloud
$one = New-QlikDataConnection a mssql -Space HR -Property @{ host = 'h'; username = 'u'; password = 'MARKER' }
$one | Set-QlikDataConnection -Property @{ password = 'MARKER' }
$one | Set-QlikDataConnection -Property @{ password = (ConvertTo-SecureString x -AsPlainText -Force) }
$one | Set-QlikDataConnection -AuthCode MARKER
$one | Remove-QlikDataConnection -Force -RecoveryPath $folder
Restore-QlikDataConnection a -RecoveryPath $folder -Property @{ password = 'MARKER' }
$one = Get-QlikDataConnection a
$one | Set-QlikDataConnection -AuthCode (ConvertTo-SecureString x -AsPlainText -Force)
'@
        @($run.Warning | Where-Object { "$_" -match "'password' was given as plain text" }).Count | Should -Be 3
        $run.Error | Should -BeNullOrEmpty
        foreach ($stream in 'Warning', 'Verbose', 'Error', 'Information') { $run.$stream | Out-String | Should -Not -Match 'MARKER' }
    }
}
