#Requires -Modules Pester

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Suite.psm1') -Force
    Import-PackagedModule
    $script:site = Start-SandboxServer --repository
    $script:engine = @{ EnginePort = $script:site.enginePort }
}

AfterAll { Stop-SandboxServer $script:site }

# Reading scripts of a site needs PowerShell 7: DesktopBuild.cs lists the tests that differ.
Describe 'Get-QlikDataConnectionUsage on a client-managed site' {
    BeforeAll { $null = Connect-Site $script:site -Splat $script:engine }

    AfterAll { Get-QlikSession | Disconnect-QlikSession }

    BeforeEach {
        Clear-ServerFault $script:site
        Clear-ServerRequest $script:site
    }

    It 'finds what the site knows, and nothing else, in a web socket for each app' {
        $truth = Invoke-Control $script:site apps | ForEach-Object { $_ } | Where-Object connectionId

        $found = Get-QlikDataConnectionUsage | Where-Object { $_.ConnectionId -and $_.AppId }

        ($found | ForEach-Object { "$($_.AppId) $($_.ConnectionId)" } | Sort-Object) -join "`n" |
            Should -Be (($truth | ForEach-Object { "$($_.appId) $($_.connectionId)" } | Sort-Object -Unique) -join "`n")
        $requests = Get-ServerRequest $script:site
        ($requests | Where-Object path -Like '/app/*').Count | Should -Be 12
        ($requests | Where-Object path -Like '/qrs/app/full*').Count | Should -Be 1
        ($requests | Where-Object path -Like '/qrs/dataconnection/full*').Count | Should -Be 1
        $requests.Count | Should -Be 14
    }

    It 'finds the same through the proxy' {
        $jwt = ConvertTo-Secret $script:site.jwt
        $null = Connect-QlikSession -Server $script:site.proxyUrl -VirtualProxy jwt -Jwt $jwt -TrustedRoot $script:site.rootPem -Name proxy
        try { $found = Get-QlikDataConnection -Name CRM -Session proxy | Get-QlikDataConnectionUsage }
        finally { Disconnect-QlikSession -Session proxy }

        ($found | Where-Object Category -EQ Used).AppName | Sort-Object | Should -Be "Anna's copy", 'Sales overview'
    }

    It 'says why an app was not read, and reads the others' {
        Add-ServerFault $script:site @{ kind = 'socketClose'; path = '^/app/'; times = 2 }

        $found = Get-QlikDataConnectionUsage -ThrottleLimit 1 -WarningVariable warnings -WarningAction SilentlyContinue

        "$warnings" | Should -BeLike "1 apps of session 'site' could not be read*"
        ($found | Where-Object { $_.Category -eq 'Unknown' -and -not $_.Connection }).Detail | Should -BeLike '*the engine closed the connection*'
        ($found | Where-Object Category -EQ Used).Count | Should -BeGreaterThan 20
    }

    It 'ends with an error that names the port if the engine cannot be reached' {
        $null = Connect-Site $script:site -Name blocked -Splat @{ EnginePort = 1 }
        try {
            { Get-QlikDataConnectionUsage -Session blocked -ErrorAction Stop } | Should -Throw -ErrorId 'QlikUnreachable*'
            $Error[0].ErrorDetails.RecommendedAction | Should -BeLike '*-EnginePort*'
        }
        finally { Disconnect-QlikSession -Session blocked }
    }

    It 'reads only what has changed since, with -ResumePath' {
        $path = "$TestDrive/usage.jsonl"
        $first = Get-QlikDataConnectionUsage -ResumePath $path
        Clear-ServerRequest $script:site

        $second = Get-QlikDataConnectionUsage -ResumePath $path

        $second.Count | Should -Be $first.Count
        Get-ServerRequest $script:site | Where-Object path -Like '/app/*' | Should -BeNullOrEmpty
        Set-Content $path 'something else'
        { Get-QlikDataConnectionUsage -ResumePath $path -ErrorAction Stop } | Should -Throw -ErrorId 'QlikResumeFileUnusable*'
    }

    It 'ends when the pipeline is stopped' {
        Add-ServerFault $script:site @{ kind = 'socketSilence'; path = '^/app/'; times = 1000 }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({
                    param($Manifest, $Site)
                    Import-Module $Manifest
                    $password = ConvertTo-SecureString $Site.pfxPassword -AsPlainText -Force
                    $null = Connect-QlikSession -Server $Site.certificateUrl -CertificatePath $Site.clientPfx -CertificatePassword $password -TrustedRoot $Site.rootPem -EnginePort $Site.enginePort
                    Get-QlikDataConnectionUsage
                }).AddArgument((Get-ModuleManifestPath)).AddArgument($script:site)
            $run = $shell.BeginInvoke()
            Wait-Until { Get-ServerRequest $script:site | Where-Object path -Like '/app/*' }

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $run.IsCompleted | Should -BeTrue
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
        }
        finally { $shell.Dispose() }
    }

    It 'works in the sandbox without a network' {
        $null = Connect-QlikSession -Sandbox Repository -Name memory
        try { $found = Get-QlikDataConnectionUsage -Name Ledger -Session memory }
        finally { Disconnect-QlikSession -Session memory }

        $use = $found | Where-Object Category -EQ Used
        $use.AppName | Should -Be 'Finance cockpit'
        $use.AppSpaceName | Should -Be 'Finance'
        $use.Source | Should -Be 'Script'
        $use.LastUsed.ToString('u') | Should -Be '2026-10-31 05:00:00Z'
    }
}

Describe 'The use of connections of a site that are to be changed' {
    BeforeAll { $null = Connect-Site $script:site -Splat $script:engine }

    AfterAll { Get-QlikSession | Disconnect-QlikSession }

    It 'refuses connections that apps use with <switches.Keys>' -ForEach @(
        @{ switches = @{ WhatIf = $true } }
        @{ switches = @{ Force = $true } }
    ) {
        $free = New-QlikDataConnection -Name "free $([guid]::NewGuid())" -Type internet -ConnectionString 'https://a.test/a.csv'

        Get-QlikDataConnection -Name CRM, Payroll, $free.Name |
            Remove-QlikDataConnection -UsageLimit 0 @switches -ErrorVariable failures -ErrorAction SilentlyContinue

        $failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -BeLike 'QlikDataConnectionInUse,*'
        (Get-QlikDataConnection -Name CRM, Payroll).Count | Should -Be 2
        [bool] (Get-QlikDataConnection -Id $free.Id -ErrorAction Ignore) | Should -Be ([bool] $switches.WhatIf)
        if ($switches.WhatIf) { $free | Remove-QlikDataConnection -Force -NoRecovery }
    }

    It 'changes nothing if the engine cannot be reached' {
        $null = Connect-Site $script:site -Name blocked -Splat @{ EnginePort = 1 }
        try {
            { Remove-QlikDataConnection -Name tmp_orders -Session blocked -CheckUsage -Force -ErrorAction Stop } |
                Should -Throw -ErrorId 'QlikUnreachable*'
            Get-QlikDataConnection -Name tmp_orders -Session blocked | Should -HaveCount 1
        }
        finally { Disconnect-QlikSession -Session blocked }
    }
}

Describe 'The port of the engine' {
    It 'is kept in a profile' {
        $env:QLIKCONNECTIONS_PROFILE_PATH = Join-Path $TestDrive profiles
        try {
            $profile = Save-QlikProfile engine -Server a.test -CertificatePath $script:site.clientPfx -EnginePort 4748 -PassThru
            Get-Content $profile.Path -Raw | Should -Match '"enginePort": *4748'
            { Save-QlikProfile engine -Server a.test -UseDefaultCredential -EnginePort 4748 -Force -ErrorAction Stop } | Should -Throw
        }
        finally { Remove-Item env:QLIKCONNECTIONS_PROFILE_PATH }
    }
}
