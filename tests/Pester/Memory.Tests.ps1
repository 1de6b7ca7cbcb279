# Bodies without end, and packed ones that grow without end: a whole PowerShell that meets them all, with the defaults, stays small.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Add-Type -TypeDefinition (Get-Content "$PSScriptRoot/HostileServer.cs" -Raw)
    $script:server = [HostileServer]::new()
}
AfterAll { $server.Dispose() }

Describe 'The memory of a PowerShell (<platform>)' -ForEach @(@{ platform = 'cloud' }, @{ platform = 'site' }) {
    BeforeAll {
        $script:cases = @('endless', 'endless-rows', 'endless-error', 'bomb', 'bomb-rows', 'bomb-error' | ForEach-Object { "list $_"; "get $_"; "delete $_" }) +
            $(if ($platform -eq 'cloud') { 'token oauth-endless', 'token oauth-bomb' })
        $servers = @{}
        foreach ($case in $cases) {
            $servers[$case] = [HostileServer]::new()
            $servers[$case].Case = ($case -split ' ')[1]
        }
        try {
            $addresses = ($cases | ForEach-Object { "'$_' = '$(if ($platform -eq 'site') { $servers[$_].SecureUrl } else { $servers[$_].Url })'" }) -join '; '
            $output = Invoke-InFreshPowerShell @"
Import-Module '$(Get-ModuleManifestPath)'
`$key = ConvertTo-SecureString k -AsPlainText -Force
`$id = '11111111-1111-4111-8111-111111111111'
`$servers = [ordered]@{ $addresses }
foreach (`$case in `$servers.Keys) {
    `$problem = try {
        `$null = if ('$platform' -eq 'site') { Connect-QlikSession -Server `$servers[`$case] -SkipCertificateCheck -Jwt `$key -Name s -WarningAction Ignore }
        elseif (`$case -like 'token*') { Connect-QlikSession -Tenant `$servers[`$case] -ClientCredential ([pscredential]::new('c', `$key)) -Name s }
        else { Connect-QlikSession -Tenant `$servers[`$case] -ApiKey `$key -Name s }
        `$null = switch -Wildcard (`$case) {
            'list*' { Get-QlikDataConnection -Session s -ErrorAction Stop }
            'get*' { Get-QlikDataConnection -Session s -Id `$id -Detailed -ErrorAction Stop }
            'delete*' { Invoke-QlikRequest -Session s -Path /api/v1/x -Method Delete -Confirm:`$false -ErrorAction Stop }
        }
        'no error'
    }
    catch { `$_.FullyQualifiedErrorId }
    Disconnect-QlikSession s -ErrorAction Ignore
    `$self = [System.Diagnostics.Process]::GetCurrentProcess()
    "`$case=`$problem=`$([int] (`$self.PeakWorkingSet64 / 1MB))=`$([int] ([GC]::GetTotalMemory(`$false) / 1MB))"
}
"@
        }
        finally { foreach ($one in $servers.Values) { $one.Dispose() } }
        $script:results = @($output -split "`n" | Where-Object { $_ -like '*=*=*=*' } | ForEach-Object {
            $part = $_.Trim() -split '='
            [pscustomobject]@{ Case = $part[0]; Problem = $part[1]; PeakMB = [int] $part[2]; HeapMB = [int] $part[3] }
        })
    }

    It 'ends each with an error of the module' {
        $results.Case | Should -Be $cases
        $results.Problem | Should -BeLike 'Qlik*'
    }

    It 'never exceeds 300 MB' {
        $largest = $results | Sort-Object PeakMB | Select-Object -Last 1
        $largest.PeakMB | Should -BeLessThan 300 -Because (($results | ForEach-Object { "$($_.Case) $($_.PeakMB)/$($_.HeapMB)" }) -join ", ")
        ($results | Measure-Object HeapMB -Maximum).Maximum | Should -BeLessThan 300
    }
}
