# In a fresh process: what listing adds to the working set of a session that has listed nothing yet.
param([string] $Module, [string] $Tenant, [string] $Way)

$ErrorActionPreference = 'Stop'
Import-Module $Module
$null = Connect-QlikSession -Tenant $Tenant -ApiKey (ConvertTo-SecureString $env:QLIK_BENCHMARK_KEY -AsPlainText -Force)
$process = [System.Diagnostics.Process]::GetCurrentProcess()
function Get-WorkingSet { $process.Refresh(); $process.WorkingSet64 }
function Get-ByScript {
    $headers = @{ Authorization = "Bearer $env:QLIK_BENCHMARK_KEY" }
    $uri = "$Tenant/api/v1/data-connections?limit=100&noDatafiles=true&includeDisabled=true"
    while ($uri) {
        $page = Invoke-RestMethod -Uri $uri -Headers $headers
        $page.data
        $uri = $page.links.next.href
    }
}

$heap = [GC]::GetTotalMemory($true)
$before = Get-WorkingSet
$count = 0
$peak = $before
$sample = { if (++$count % 2000 -eq 0) { $now = Get-WorkingSet; if ($now -gt $peak) { $peak = $now } } }
if ($Way -eq 'cmdlet') { Get-QlikDataConnection -NoNameLookup | ForEach-Object $sample } else { Get-ByScript | ForEach-Object $sample }
$after = Get-WorkingSet
$heap = [GC]::GetTotalMemory($true) - $heap
@{ count = $count; heap = $heap / 1MB; peak = ($peak - $before) / 1MB; after = ($after - $before) / 1MB; session = $before / 1MB } | ConvertTo-Json -Compress
