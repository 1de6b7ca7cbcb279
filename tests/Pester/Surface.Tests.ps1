BeforeAll {
    Import-Module -Name "$PSScriptRoot/Suite.psm1" -Force
    $path = Join-Path -Path (Get-RepositoryRoot) -ChildPath 'docs/public-surface.txt'
    # A folder of its own: some cases look for files.
    $actual = Invoke-InFreshPowerShell -Script "Set-Location -Path '$TestDrive'; & '$PSScriptRoot/PublicSurface.ps1' -Manifest '$(Get-ModuleManifestPath)'"
    if ($env:QLIKCONNECTIONS_WRITE_SURFACE) { Set-Content -Path $path -Value $actual -Encoding utf8 }
}

Describe 'The public surface' {
    It 'is what docs/public-surface.txt says' {
        $differences = Compare-Object -ReferenceObject (Get-Content -Path $path -Encoding utf8) -DifferenceObject $actual |
            ForEach-Object { "$(if ($_.SideIndicator -eq '=>') { 'module' } else { 'file  ' }) $($_.InputObject)" }
        $differences | Should -BeNullOrEmpty -Because 'CONTRIBUTING.md, "Change the public surface", says what to do when it was changed on purpose'
        $actual | Should -Be (Get-Content -Path $path -Encoding utf8) -Because 'lines belong to what stands above them'
    }

    It 'has every cmdlet of the manifest, and the cases in which a command ends' {
        $names = (Import-PowerShellDataFile -Path (Get-ModuleManifestPath)).CmdletsToExport
        $names | Should -Not -BeNullOrEmpty
        $names | Where-Object { $_ -notin $actual } | Should -BeNullOrEmpty
        @($actual -like '* => ends with Qlik*').Count | Should -BeGreaterThan 5
        @($actual -like '* => Qlik*, 1 objects').Count | Should -BeGreaterThan 3
    }
}
