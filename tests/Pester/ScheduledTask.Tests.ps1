#requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }
# The scripts for scheduled tasks in the README and in the guide, in a PowerShell of their own that nobody sits at, against a server.

BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    . "$PSScriptRoot/DocumentedCode.ps1"
    Import-PackagedModule
}

Describe 'The script <name>' -ForEach @(
    @{ name = 'nightly.ps1'; page = 'README.md'; argument = @(); log = 'nightly.log' }
    @{ name = 'clean-up.ps1'; page = 'docs/guides/scheduled-task.md'; argument = @('-LogPath', './clean-up.log'); log = 'clean-up.log' }
) {
    BeforeAll {
        $text = (Get-Content -Path (Join-Path (Get-RepositoryRoot) $page) -Raw -Encoding utf8) -replace '\r'
        $written = @(Get-CodeFence -Text $text | Where-Object { $_.Text.StartsWith("# save as: $name`n") }).Text
        $server = Start-SandboxServer
        # The one line that everybody must change.
        $connect = 'Connect-QlikSession -Tenant $env:QLIK_TEST_TENANT -ApiKey (ConvertTo-SecureString $env:QLIK_TEST_KEY -AsPlainText -Force)'
        $script:scriptText = $written.Replace('Connect-QlikSession -Sandbox Cloud', $connect)
        $scriptText | Should -Not -Be $written

        function Invoke-Task([string] $Key = $server.apiKey, [string] $Text = $scriptText) {
            $folder = (New-Item (Join-Path $TestDrive ([guid]::NewGuid())) -ItemType Directory).FullName
            Set-Content (Join-Path $folder $name) -Value $Text -Encoding utf8
            $start = New-PowerShellStartInfo -ArgumentList (@('-File', "./$name") + $argument)
            $start.WorkingDirectory = $folder
            $start.RedirectStandardError = $true
            $start.Environment['PSModulePath'] = Split-Path (Split-Path (Split-Path (Get-ModuleManifestPath)))
            $start.Environment['QLIKCONNECTIONS_RECOVERY_PATH'] = Join-Path $folder recovery
            $start.Environment['QLIK_TEST_TENANT'] = $server.url
            $start.Environment['QLIK_TEST_KEY'] = $Key
            $process = [System.Diagnostics.Process]::Start($start)
            $errors = $process.StandardError.ReadToEndAsync()
            $output = $process.StandardOutput.ReadToEnd()
            $process.WaitForExit()
            [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $output + $errors.Result; Log = Get-Content (Join-Path $folder $log) -Raw -Encoding utf8 }
        }
    }

    AfterEach { Clear-ServerFault $server }
    AfterAll { Stop-SandboxServer $server }

    It 'ends with <code> if <what>, and the log says why' -ForEach @(
        @{ what = 'the key is wrong'; code = 1; key = 'wrong'; fault = $null; says = 'QlikAuthenticationFailed' }
        @{ what = 'the list cannot be read'; code = 1; fault = @{ method = 'GET'; path = 'data-connections'; kind = 'status'; status = 403 }; says = 'QlikAccessDenied' }
        @{ what = 'deletions are refused'; code = 2; fault = @{ path = 'data-connections/'; kind = 'status'; status = 403; times = 99 }; says = '\d+ failed' }
        @{ what = 'all goes well'; code = 0; fault = $null; says = '[1-9] done, 0 unchanged, 0 failed' }
    ) {
        if ($fault) { Add-ServerFault $server $fault }
        $run = Invoke-Task -Key $(if ($key) { $key } else { $server.apiKey })
        $run.ExitCode | Should -Be $code -Because $run.Output
        $run.Log | Should -Match $says
        "$($run.Output) $($run.Log)" | Should -Not -Match ([regex]::Escape($server.apiKey))
    }

    It 'does not wait for an answer that nobody gives' {
        $null = Connect-Server $server -Name fill
        $null = New-QlikDataConnection 'stale one' rest -Property @{ url = 'https://h' } -Tag stale -Session fill
        $run = Invoke-Task -Text $scriptText.Replace(' -Confirm:$false', '')
        $run.ExitCode | Should -BeIn 1, 2 -Because $run.Output
        $run.Log | Should -Match 'NonInteractive'
        @(Get-QlikDataConnection 'stale one' -Session fill).Count | Should -Be 1
    }
}
