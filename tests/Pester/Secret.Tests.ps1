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
