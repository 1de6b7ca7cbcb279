# A whole process: what somebody waits for who starts PowerShell for one short question.
param([string] $Module, [string] $Tenant, [string] $Way)

$ErrorActionPreference = 'Stop'
if ($Way -eq 'cmdlets') {
    Import-Module $Module
    $null = Connect-QlikSession -Tenant $Tenant -ApiKey (ConvertTo-SecureString $env:QLIK_BENCHMARK_KEY -AsPlainText -Force)
    $found = @(Get-QlikDataConnection -First 10 -NoNameLookup)
}
else {
    # The same requests.
    $headers = @{ Authorization = "Bearer $env:QLIK_BENCHMARK_KEY" }
    $null = Invoke-RestMethod -Uri "$Tenant/api/v1/users/me" -Headers $headers -PreserveAuthorizationOnRedirect
    $found = @((Invoke-RestMethod -Uri "$Tenant/api/v1/data-connections?limit=10&noDatafiles=true" -Headers $headers).data)
}
if ($found.Count -ne 10) { throw "$($found.Count) were found." }
# What was compiled in this process, PowerShell's own code included.
@{ methods = [System.Runtime.JitInfo]::GetCompiledMethodCount($false); milliseconds = [System.Runtime.JitInfo]::GetCompilationTime($false).TotalMilliseconds } | ConvertTo-Json -Compress
